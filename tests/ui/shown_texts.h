// Every text that a window shows or would show or say: what its widgets draw, and their names,
// tooltips, placeholders, entries and cells.
#pragma once

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPaintEngine>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextEdit>
#include <QWidget>

namespace unmask {

struct ShownText {
  QString place;  // where and what: "rail/goData tooltip"
  QString text;
  bool drawn;  // as it stands on the screen, perhaps a part of a line
  bool whole;  // drawn short, but a tooltip says the whole
};

// A surface that keeps the texts painted on it.
class TextSurface : public QPaintDevice, QPaintEngine {
 public:
  TextSurface() : QPaintEngine(AllFeatures) {}
  QStringList texts;

  QPaintEngine* paintEngine() const override { return const_cast<TextSurface*>(this); }

 private:
  int metric(PaintDeviceMetric metric) const override {
    switch (metric) {
      case PdmWidth:
      case PdmHeight:
        return 4000;
      case PdmDpiX:
      case PdmDpiY:
      case PdmPhysicalDpiX:
      case PdmPhysicalDpiY:
        return 96;
      case PdmDevicePixelRatioScaled:
        return static_cast<int>(devicePixelRatioFScale());
      case PdmDepth:
        return 32;
      default:
        return 1;
    }
  }
  bool begin(QPaintDevice*) override { return true; }
  bool end() override { return true; }
  void updateState(const QPaintEngineState&) override {}
  void drawPixmap(const QRectF&, const QPixmap&, const QRectF&) override {}
  void drawImage(const QRectF&, const QImage&, const QRectF&, Qt::ImageConversionFlags) override {}
  void drawPath(const QPainterPath&) override {}
  void drawPolygon(const QPointF*, int, PolygonDrawMode) override {}
  void drawTextItem(const QPointF&, const QTextItem& item) override { texts << item.text(); }
  Type type() const override { return User; }
};

inline QString placeOf(const QObject* object) {
  QStringList names;
  for (; object && names.size() < 4; object = object->parent()) {
    const QString name = object->objectName();
    if (name.startsWith("qt_") || name == "column" || (name.isEmpty() && !names.isEmpty()))
      continue;
    names.prepend(name.isEmpty() ? object->metaObject()->className() : name);
  }
  return names.join('/');
}

class ShownTexts {
 public:
  explicit ShownTexts(QWidget& window) {
    take(window);
    for (QWidget* widget : window.findChildren<QWidget*>()) take(*widget);
    for (QAction* action : window.findChildren<QAction*>()) {
      add(action, "action", action->text());
      add(action, "tooltip", action->toolTip());
    }
  }
  QList<ShownText> all;

 private:
  void add(const QObject* object, const QString& what, const QString& text, bool drawn = false,
           bool whole = false) {
    if (!text.trimmed().isEmpty()) all.append({placeOf(object) + " " + what, text, drawn, whole});
  }
  void take(QWidget& widget) {
    for (const char* name : {"text", "title", "placeholderText", "prefix", "suffix",
                             "specialValueText", "windowTitle"})
      if (const QVariant value = widget.property(name); value.userType() == QMetaType::QString)
        add(&widget, name, value.toString());
    add(&widget, "tooltip", widget.toolTip());
    add(&widget, "whatsThis", widget.whatsThis());
    add(&widget, "accessibleName", widget.accessibleName());
    add(&widget, "accessibleDescription", widget.accessibleDescription());
    if (auto* box = qobject_cast<QComboBox*>(&widget))
      for (int i = 0; i < box->count(); ++i) {
        add(box, "entry", box->itemText(i));
        add(box, "entry's tooltip", box->itemData(i, Qt::ToolTipRole).toString());
      }
    if (auto* edit = qobject_cast<QTextEdit*>(&widget)) add(edit, "text", edit->toPlainText());
    if (auto* edit = qobject_cast<QPlainTextEdit*>(&widget)) add(edit, "text", edit->toPlainText());
    if (auto* view = qobject_cast<QAbstractItemView*>(&widget)) takeCells(*view);
    if (!widget.isVisible()) return;
    if (QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(&widget))
      for (const auto& [kind, name] : {std::pair{QAccessible::Name, "spoken name"},
                                       std::pair{QAccessible::Description, "spoken description"},
                                       std::pair{QAccessible::Value, "spoken value"},
                                       std::pair{QAccessible::Help, "spoken help"}})
        add(&widget, name, spoken->text(kind));
    TextSurface surface;
    widget.render(&surface, {}, {}, {});
    for (const QString& text : surface.texts)
      add(&widget, "drawn", text, true, saidWhole(widget, text));
  }
  // A text with "…" that a tooltip of its widget or cell says in full.
  static bool saidWhole(const QWidget& widget, const QString& text) {
    const QString begin = text.section(QChar(0x2026), 0, 0), end = text.section(QChar(0x2026), -1);
    const auto says = [&](const QString& tip) { return tip.contains(begin) && tip.contains(end); };
    const auto* picker = qobject_cast<const QPushButton*>(&widget);
    if (picker && picker->menu()) return says(picker->toolTip());
    const auto* line = qobject_cast<const QLineEdit*>(&widget);
    if (line && line->text().isEmpty()) return says(line->toolTip());
    const auto* view = qobject_cast<const QAbstractItemView*>(widget.parentWidget());
    if (!view || !view->model()) return false;
    for (int row = 0; row < view->model()->rowCount(); ++row)
      for (int column = 0; column < view->model()->columnCount(); ++column) {
        const QModelIndex cell = view->model()->index(row, column);
        const QString shown = cell.data().toString();
        if (says(shown) && cell.data(Qt::ToolTipRole).toString().contains(shown)) return true;
      }
    return false;
  }
  void takeCells(const QAbstractItemView& view) {
    const QAbstractItemModel* model = view.model();
    if (!model) return;
    static constexpr std::pair<int, const char*> kRoles[] = {
        {Qt::DisplayRole, "shown"},
        {Qt::ToolTipRole, "tooltip"},
        {Qt::AccessibleTextRole, "spoken name"},
        {Qt::AccessibleDescriptionRole, "spoken description"}};
    const int rows = std::min(model->rowCount(), 60), columns = std::min(model->columnCount(), 24);
    for (const auto& [role, name] : kRoles) {
      for (int i = 0; i < columns; ++i)
        add(&view, QString("column %1 %2").arg(i).arg(name),
            model->headerData(i, Qt::Horizontal, role).toString());
      for (int i = 0; i < rows; ++i)
        add(&view, QString("row %1 %2").arg(i).arg(name),
            model->headerData(i, Qt::Vertical, role).toString());
      for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column)
          add(&view, QString("cell %1, %2 %3").arg(row).arg(column).arg(name),
              model->index(row, column).data(role).toString());
    }
  }
};

}  // namespace unmask
