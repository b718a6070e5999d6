// One item: a sentence typed in place, or a part of a document of the corpus.
#pragma once

#include <QWidget>

#include "ui/pretext/pretext_state.h"
#include "ui/pretext/preview.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace unmask {

class ItemPane : public QWidget {
  Q_OBJECT
 public:
  explicit ItemPane(QWidget* parent = nullptr);
  void show(const PretextState&);
  void showItem(const DocumentItem&);  // what the document's item came to be

 Q_SIGNALS:
  void sentenceEdited(const QString&);
  void sourceChosen(bool document);
  void documentChosen(quint64 document, quint64 byte);

 private:
  void applyScale();
  QLineEdit* sentence_;
  QLabel *excerpt_, *coveredNote_, *of_, *place_;
  QWidget *sentenceRow_, *documentRow_;
  QSpinBox* number_;
  QPushButton *earlier_, *later_;
  DocumentItem item_;
  bool showing_ = false;
};

}  // namespace unmask
