// An edit of one objective's settings that can be undone. Edits of the same field, one after the
// other, are one.
#pragma once

#include <QUndoCommand>

#include "core/spec/run_spec.h"

namespace unmask {

class Choices;

// What changed from `before` to `after`: keys of the fields, and "preset", "device".
QStringList changedKeys(RunSpec before, RunSpec after);

class SettingsEdit : public QUndoCommand {
 public:
  // Has already happened.
  SettingsEdit(Choices&, const RunSpec& before, const RunSpec& after);
  void undo() override;
  void redo() override;
  int id() const override { return 1; }
  bool mergeWith(const QUndoCommand*) override;

 private:
  void describe();

  Choices& choices_;
  RunSpec before_, after_;
  QStringList keys_;
  bool happened_ = true;
};

}  // namespace unmask
