// All of help, offline: guides, every term, the keyboard; with a search over titles and texts.
#pragma once

#include <QDialog>
#include <QStringList>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTextBrowser;

namespace unmask {

class HelpWindow : public QDialog {
  Q_OBJECT
 public:
  static HelpWindow* of(QWidget* window);  // one for each window
  // Shows a term or a guide; "": the first guide, or where it was.
  void open(const QString& name);
  QString shown() const { return shown_; }

 protected:
  bool eventFilter(QObject*, QEvent*) override;

 private:
  explicit HelpWindow(QWidget* window);
  void fill();
  void present(const QString& name);
  void applyScale();
  void showText();

  QLineEdit* search_;
  QListWidget* list_;
  QLabel* title_;
  QTextBrowser* text_;
  QPushButton* back_;
  QStringList path_;
  QString shown_;
};

}  // namespace unmask
