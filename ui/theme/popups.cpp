// Watching for menus and combo boxes as they are polished.
#include "ui/theme/popups.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QMenu>
#include <QPainterPath>
#include <QScreen>
#include <QStyledItemDelegate>

#include "ui/theme/theme.h"

namespace unmask {

namespace {

constexpr int kRadius = 7;  // at 100 %, as in the style sheet

bool isPopup(const QWidget* widget) {
  return qobject_cast<const QMenu*>(widget) || widget->inherits("QComboBoxPrivateContainer");
}

// Before its window is made. Translucent where something composes windows; the mask below cuts the
// corners where nothing does.
void makeBare(QWidget* popup) {
  popup->setAttribute(Qt::WA_TranslucentBackground);
  popup->setWindowFlag(Qt::FramelessWindowHint);
  popup->setWindowFlag(Qt::NoDropShadowWindowHint);
}

void roundCorners(QWidget* popup) {
  QPainterPath path;
  const int radius = theme().px(kRadius);
  path.addRoundedRect(popup->rect(), radius, radius);
  popup->setMask(QRegion(path.toFillPolygon().toPolygon()));
}

// A list is as wide as its entries, though its box may be narrower.
void widen(QWidget* list) {
  const auto* view = list->findChild<QAbstractItemView*>();
  if (!view) return;
  const int wanted = view->sizeHintForColumn(0) + list->width() - view->viewport()->width();
  if (wanted <= list->width()) return;
  const QRect screen = list->screen()->availableGeometry();
  list->resize(std::min(wanted, screen.width()), list->height());
  list->move(std::max(screen.left(), std::min(list->x(), screen.right() - list->width())),
             list->y());
}

class PopupLook : public QObject {
 public:
  using QObject::QObject;
  bool eventFilter(QObject* watched, QEvent* event) override {
    const QEvent::Type type = event->type();
    if ((type != QEvent::Polish && type != QEvent::Resize && type != QEvent::Show) ||
        !watched->isWidgetType())
      return false;
    auto* widget = static_cast<QWidget*>(watched);
    if (type != QEvent::Polish) {
      if (!widget->isWindow() || !isPopup(widget)) return false;
      if (type == QEvent::Show && !qobject_cast<QMenu*>(widget)) widen(widget);
      roundCorners(widget);
    } else if (auto* box = qobject_cast<QComboBox*>(widget)) {
      // The default one draws rows as the platform has them, whatever the style sheet says.
      box->setItemDelegate(new QStyledItemDelegate(box));
      makeBare(box->view()->parentWidget());
    } else if (qobject_cast<QMenu*>(widget)) {
      makeBare(widget);
    }
    return false;
  }
};

}  // namespace

void stylePopups() {
  static auto* const look = new PopupLook(qApp);
  qApp->installEventFilter(look);
}

}  // namespace unmask
