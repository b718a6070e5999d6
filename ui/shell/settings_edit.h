// An edit of one objective's settings that can be undone. Edits of the same field, one after the
// other, are one.
#pragma once

#include <QUndoCommand>

#include "core/dataset/preset_fit.h"
#include "core/spec/run_spec.h"

namespace unmask {

class Choices;

// What changed from `before` to `after`: keys of the fields, and "preset", "device".
QStringList changedKeys(RunSpec before, RunSpec after);

class SettingsEdit : public QUndoCommand {
 public:
  struct Side {
    RunSpec spec;
    OwnKeys own;  // which of them the person set
  };
  // Has already happened.
  SettingsEdit(Choices&, Side before, Side after);
  void undo() override;
  void redo() override;
  int id() const override { return 1; }
  bool mergeWith(const QUndoCommand*) override;

 private:
  void describe();
  QString written() const;

  Choices& choices_;
  Side before_, after_;
  QStringList keys_;
  bool happened_ = true;
};

}  // namespace unmask
