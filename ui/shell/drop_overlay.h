// What is seen while files are dragged over the window: that they can be dropped, and what happens.
#pragma once

#include <QWidget>

class QMimeData;

namespace unmask {

class DropOverlay : public QWidget {
  Q_OBJECT
 public:
  // Lies over all of the window, and so over fields that would take what is dropped as text.
  explicit DropOverlay(QWidget* window);
  void showFor(const QStringList& paths);
  const QString& text() const { return text_; }

 protected:
  void paintEvent(QPaintEvent*) override;

 private:
  QString text_;
};

// The local files among what is dragged.
QStringList droppedPaths(const QMimeData*);

}  // namespace unmask
