// A window on a fresh workspace, driven by clicks on named controls.
#pragma once

#include <QAbstractButton>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>
#include <memory>

#include "core/runs/training_session.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

namespace unmask {

class WindowFixture {
 public:
  // `workspace`: one that is there already; else an empty one of its own.
  explicit WindowFixture(const QString& workspace = {})
      : workspace_(workspace.isEmpty() ? folder_.filePath("lab") : workspace) {
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder_.filePath("settings"));
    theme().setMode(ThemeMode::light);
  }
  // A failed test leaves no worker behind.
  ~WindowFixture() {
    window_.reset();
    auto workspace = Workspace::open(workspace_.toStdString());
    if (!workspace) return;
    for (const auto& run : workspace->runFolders()) {
      TrainingSession session;
      bool settled = false;
      QObject::connect(&session, &TrainingSession::settled, &session, [&] { settled = true; });
      session.attach(run);
      if (!QTest::qWaitFor([&] { return settled || isLive(session.state()); }, 10'000)) continue;
      if (settled) continue;
      session.stop();
      if (!QTest::qWaitFor([&] { return settled; }, 60'000))
        qWarning("The worker of %s goes on", run.c_str());
    }
  }

  bool open(QSize size = {1280, 800}) {
    auto workspace = Workspace::open(workspace_.toStdString());
    if (!workspace) return false;
    window_ = std::make_unique<MainWindow>(std::move(*workspace));
    window_->resize(size);
    window_->show();
    return QTest::qWaitForWindowExposed(window_.get()) &&
           QTest::qWaitFor(
               [this] { return window_->library().listed() && window_->allPagesMade(); }, 30'000);
  }
  void close() {
    window_->close();
    window_.reset();
  }
  MainWindow& window() { return *window_; }
  QString folder() const { return folder_.path(); }

  template <class Widget = QWidget>
  Widget* find(const QString& name) {
    auto* found = window_->findChild<Widget*>(name);
    if (!found) qWarning("There is no %s", qPrintable(name));
    return found;
  }
  // A real click, once the control can take it.
  bool click(const QString& name) {
    auto* button = find<QAbstractButton>(name);
    if (!button ||
        !QTest::qWaitFor([&] { return button->isVisible() && button->isEnabled(); }, 30'000)) {
      qWarning("Cannot click %s", qPrintable(name));
      return false;
    }
    QTest::mouseClick(button, Qt::LeftButton);
    return true;
  }
  QString text(const QString& name) {
    auto* found = find<QLabel>(name);
    return found && found->isVisible() ? found->text() : QString();
  }

 private:
  QTemporaryDir folder_;
  const QString workspace_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace unmask
