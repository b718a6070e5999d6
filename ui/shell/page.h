// What a page of the window offers the shell: title, subtitle, actions, which pickers it needs.
#pragma once

#include <QJsonObject>
#include <QWidget>
#include <functional>

#include "ui/shell/choices.h"
#include "ui/shell/library.h"
#include "ui/widgets/job_runner.h"
#include "ui/widgets/message_bar.h"

class QUndoStack;

namespace unmask {

enum class PageId { data, pretext, train, runs };

// What every page may use. Outlives the pages.
struct PageContext {
  Choices& choices;
  Library& library;
  JobRunner& jobs;
  MessageBar& messages;
  QUndoStack& undo;  // Ctrl+Z: changes of settings, names, notes
  std::function<void(PageId)> go;
};

class Page : public QWidget {
  Q_OBJECT
 public:
  enum Picker { corpusPicker = 1, tokenizerPicker = 2, objectivePicker = 4, runPicker = 8 };

  explicit Page(PageContext& context) : context_(context) {}
  virtual QString title() const = 0;
  virtual QString subtitle() const = 0;
  virtual int pickers() const = 0;
  virtual QList<QWidget*> actions() const = 0;  // right in the header; at most one is primary
  virtual void shown() {}                       // the person came to this page

  // What the person set on this page beyond the shared Choices (item, step, selection, covered), as
  // one object: restore(state()) changes nothing. Kept between two starts; unknown or wrong entries
  // are passed over.
  virtual QJsonObject state() const { return {}; }
  virtual void restore(const QJsonObject&) {}

 Q_SIGNALS:
  void headerChanged();  // title, subtitle or pickers

 protected:
  PageContext& context_;
};

}  // namespace unmask
