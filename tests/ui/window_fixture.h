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

#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

namespace unmask {

class WindowFixture {
 public:
  WindowFixture() {
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder_.filePath("settings"));
    theme().setMode(ThemeMode::light);
  }
  ~WindowFixture() { window_.reset(); }

  bool open(QSize size = {1280, 800}) {
    auto workspace = Workspace::open(folder_.filePath("lab").toStdString());
    if (!workspace) return false;
    window_ = std::make_unique<MainWindow>(std::move(*workspace));
    window_->resize(size);
    window_->show();
    return QTest::qWaitForWindowExposed(window_.get()) &&
           QTest::qWaitFor([this] { return window_->library().listed(); }, 10'000);
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
    if (!button || !QTest::qWaitFor([&] { return button->isVisible() && button->isEnabled(); },
                                    30'000)) {
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
  std::unique_ptr<MainWindow> window_;
};

}  // namespace unmask
