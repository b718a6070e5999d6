// What deserves a look in a corpus of texts: documents exactly like others, what the import left
// out, what it changed.
#pragma once

#include <memory>

#include "core/corpus/duplicates.h"
#include "ui/data/excerpt.h"
#include "ui/widgets/parts.h"

namespace unmask {

class DuplicatesModel;
class RowList;
class SkippedModel;

class FindingsCard : public Card {
  Q_OBJECT
 public:
  explicit FindingsCard(QWidget* parent = nullptr);
  void show(OpenCorpus);
  // duplicates: null while they are being looked for. Hides the card where nothing was found.
  void present(std::shared_ptr<const Duplicates> duplicates);

 Q_SIGNALS:
  void documentChosen(quint64 document);

 private:
  struct Mode {
    QPushButton* button;
    RowList* list;
    QToolButton* help;  // null: none
  };
  Mode addMode(const QString& objectName, const QString& text, RowList*, const QString& help);
  void showMode();
  QString saidOf(const Mode&) const;

  OpenCorpus corpus_;
  std::shared_ptr<const Duplicates> found_;
  DuplicatesModel* duplicates_;
  SkippedModel *skipped_, *noted_;
  Mode duplicateMode_, skippedMode_, notedMode_;
  QPushButton* copy_;
  QLabel* note_;
};

}  // namespace unmask
