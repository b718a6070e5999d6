// The person's own words about a run: name, note and tags, saved to notes.json as they are typed
// and undone with Ctrl+Z.
#pragma once

#include <QTimer>

#include "ui/shell/page.h"
#include "ui/widgets/parts.h"

class QLineEdit;
class QPlainTextEdit;

namespace unmask {

bool operator==(const RunNotes&, const RunNotes&);

// Saves off the event loop and pushes onto the undo stack what was before. Nothing when equal.
void changeNotes(PageContext&, const std::filesystem::path& runFolder, const RunNotes& before,
                 const RunNotes& after);

class NotesCard : public Card {
  Q_OBJECT
 public:
  explicit NotesCard(PageContext&);
  // null: no run is chosen. Does not disturb what is being typed about the same run.
  void showRun(const RunSummary*, bool isProtected);
  void save();  // what was typed, at once

 private:
  RunNotes typed() const;
  void fill(const RunSummary&);

  PageContext& context_;
  std::filesystem::path folder_;
  RunNotes shown_;
  QLineEdit *name_, *tags_;
  QPlainTextEdit* note_;
  QLabel* protected_;
  QTimer typing_;
};

}  // namespace unmask
