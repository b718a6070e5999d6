// A name changed, as one step of undo.
#pragma once

#include <QUndoCommand>
#include <functional>

namespace unmask {

class RenameCommand : public QUndoCommand {
 public:
  // rename(name) starts the work; pushing the command calls it for the first time.
  RenameCommand(const QString& text, QString before, QString after,
                std::function<void(const QString&)> rename)
      : QUndoCommand(text),
        before_(std::move(before)),
        after_(std::move(after)),
        rename_(std::move(rename)) {}
  void redo() override { rename_(after_); }
  void undo() override { rename_(before_); }

 private:
  QString before_, after_;
  std::function<void(const QString&)> rename_;
};

}  // namespace unmask
