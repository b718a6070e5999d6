// Editing, saving and undoing notes.
#include "ui/runs/notes_card.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QUndoCommand>
#include <QUndoStack>

#include "ui/theme/theme.h"

namespace unmask {

namespace {

constexpr int kPauseMs = 800;  // after the last key

QString joined(const std::vector<std::string>& tags) {
  QStringList list;
  for (const std::string& tag : tags) list << QString::fromStdString(tag);
  return list.join(", ");
}

class NotesCommand : public QUndoCommand {
 public:
  NotesCommand(PageContext& context, std::filesystem::path folder, RunNotes before, RunNotes after)
      : context_(context),
        folder_(std::move(folder)),
        before_(std::move(before)),
        after_(std::move(after)) {
    const QString run =
        QString::fromStdString(after_.name.empty() ? folder_.filename().string() : after_.name);
    setText(before_.name == after_.name ? NotesCard::tr("notes of %1").arg(run)
                                        : NotesCard::tr("name of %1").arg(run));
  }
  void undo() override { write(before_); }
  void redo() override { write(after_); }

 private:
  void write(const RunNotes& notes) {
    PageContext& context = context_;
    inBackground(
        &context.library,
        [folder = folder_, notes] { return saveNotes(folder, notes.name, notes.note, notes.tags); },
        [&context](const Status& saved) {
          if (!saved) context.messages.showError(saved.error());
          context.library.refresh();
        });
  }

  PageContext& context_;
  std::filesystem::path folder_;
  RunNotes before_, after_;
};

}  // namespace

bool operator==(const RunNotes& a, const RunNotes& b) {
  return a.name == b.name && a.note == b.note && a.tags == b.tags;
}

void changeNotes(PageContext& context, const std::filesystem::path& runFolder,
                 const RunNotes& before, const RunNotes& after) {
  if (!(before == after)) context.undo.push(new NotesCommand(context, runFolder, before, after));
}

NotesCard::NotesCard(PageContext& context) : Card(tr("Notes")), context_(context) {
  name_ = new QLineEdit;
  name_->setObjectName("notesName");
  name_->setMaxLength(120);
  name_->setPlaceholderText(tr("Name"));
  name_->setAccessibleName(tr("Name of the run"));
  note_ = new QPlainTextEdit;
  note_->setObjectName("notesNote");
  note_->setTabChangesFocus(true);
  note_->setPlaceholderText(tr("What it was for, what it showed"));
  note_->setAccessibleName(tr("Note about the run"));
  tags_ = new QLineEdit;
  tags_->setObjectName("notesTags");
  tags_->setMaxLength(400);
  tags_->setPlaceholderText(tr("Tags, with commas between"));
  tags_->setToolTip(tags_->placeholderText());  // where there is no room for it
  tags_->setAccessibleName(tr("Tags of the run"));
  protected_ = label(tr("It lies in a read-only place: its notes cannot be changed here."),
                     "secondary", true);
  for (QWidget* part : std::initializer_list<QWidget*>{name_, note_, tags_, protected_})
    body()->addWidget(part);
  const auto scale = [this] { note_->setFixedHeight(theme().px(72)); };
  scale();
  connect(&theme(), &Theme::changed, this, scale);

  typing_.setSingleShot(true);
  typing_.setInterval(kPauseMs);
  connect(&typing_, &QTimer::timeout, this, &NotesCard::save);
  const auto typed = [this] { typing_.start(); };
  connect(name_, &QLineEdit::textEdited, this, typed);
  connect(tags_, &QLineEdit::textEdited, this, typed);
  connect(note_, &QPlainTextEdit::textChanged, this, typed);
  for (QLineEdit* line : {name_, tags_})
    connect(line, &QLineEdit::editingFinished, this, &NotesCard::save);
}

RunNotes NotesCard::typed() const {
  RunNotes notes{name_->text().trimmed().toStdString(), note_->toPlainText().toStdString(), {}};
  for (const QString& tag : tags_->text().split(',', Qt::SkipEmptyParts))
    if (!tag.trimmed().isEmpty()) notes.tags.push_back(tag.trimmed().toStdString());
  return notes;
}

void NotesCard::fill(const RunSummary& run) {
  folder_ = run.folder;
  shown_ = {run.name, run.note, run.tags};
  const QSignalBlocker quiet(note_);
  name_->setText(QString::fromStdString(run.name));
  if (note_->toPlainText() != QString::fromStdString(run.note))
    note_->setPlainText(QString::fromStdString(run.note));
  tags_->setText(joined(run.tags));
}

void NotesCard::save() {
  typing_.stop();
  if (folder_.empty()) return;
  const RunNotes now = typed();
  const RunNotes before = std::exchange(shown_, now);
  changeNotes(context_, folder_, before, now);
}

void NotesCard::showRun(const RunSummary* run, bool isProtected) {
  if (folder_ != (run ? run->folder : std::filesystem::path())) save();
  setVisible(run != nullptr);
  if (!run) {
    folder_.clear();
    return;
  }
  for (QWidget* editor : std::initializer_list<QWidget*>{name_, note_, tags_})
    editor->setEnabled(!isProtected);
  protected_->setVisible(isProtected);
  const RunNotes stored{run->name, run->note, run->tags};
  const bool typing = typing_.isActive() || (folder_ == run->folder && !(typed() == shown_));
  // A list made before the last save still has what was before it.
  if (folder_ == run->folder && (typing || stored == shown_)) return;
  fill(*run);
}

}  // namespace unmask
