// The small pane beside a question mark: one explanation, with its links followed in place.
#pragma once

#include <QFrame>
#include <QPointer>
#include <QStringList>

class QLabel;
class QPushButton;
class QTextBrowser;

namespace unmask {

class HelpPane : public QFrame {
  Q_OBJECT
 public:
  // Takes the place of an open one; focus comes back to `near` when it closes.
  static HelpPane* open(QWidget* near);
  void showTerm(const QString& term);
  void showText(const QString& title, const QString& plainText);
  void close();

 protected:
  bool eventFilter(QObject*, QEvent*) override;
  bool event(QEvent*) override;
  void keyPressEvent(QKeyEvent*) override;

 private:
  HelpPane(QWidget* window, QWidget* near);
  void present(const QString& title, const QString& markdown);
  void place();

  QPointer<QWidget> near_;
  QStringList path_;  // terms read, the last is shown
  QLabel* title_;
  QTextBrowser* text_;
  QPushButton *back_, *all_;
};

}  // namespace unmask
