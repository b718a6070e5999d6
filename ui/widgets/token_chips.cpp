// Fills, frames and letters of chips.
#include "ui/widgets/token_chips.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>

#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/wrap_layout.h"

namespace unmask {

namespace {

void paintFrame(QPainter* painter, const QRectF& rect, const InkAndFill& colors, Qt::PenStyle frame,
                bool underline) {
  const double radius = std::min<double>(theme().px(6), rect.height() / 4);
  painter->setRenderHint(QPainter::Antialiasing);
  QPainterPath path;
  path.addRoundedRect(rect, radius, radius);
  painter->fillPath(path, colors.fill);
  if (frame != Qt::NoPen) {
    QPen pen(colors.ink, frame == Qt::SolidLine ? 1.0 : 1.5 * theme().scalePercent() / 100);
    pen.setStyle(frame);
    painter->strokePath(path, pen);
  }
  if (underline) {
    painter->save();
    painter->setClipPath(path);
    painter->fillRect(
        QRectF(rect.left(), rect.bottom() - theme().px(2.5), rect.width(), theme().px(2.5) + 1),
        colors.ink);
    painter->restore();
  }
}

void paintLetters(QPainter* painter, const QRect& rect, Chip chip, const QString& text,
                  bool counts) {
  const bool words = chip == Chip::words;
  painter->setFont(words ? theme().font(11, counts ? QFont::DemiBold : QFont::Normal)
                         : theme().fixedFont(13));
  painter->setPen(words && counts ? theme().palette().predicted.ink : chipInk(chip));
  painter->drawText(rect.adjusted(2, 0, -2, 0), Qt::AlignCenter,
                    painter->fontMetrics().elidedText(text, Qt::ElideMiddle, rect.width() - 4));
}

// A small sample of one chip.
class Swatch : public QWidget {
 public:
  explicit Swatch(Chip chip) : chip_(chip) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme(), &Theme::changed, this, [this] { updateGeometry(); });
  }
  QSize sizeHint() const override { return {theme().px(20), theme().px(15)}; }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    paintChip(&painter, QRectF(1, 1, width() - 2, height() - 2), chip_);
  }

 private:
  Chip chip_;
};

}  // namespace

void paintChip(QPainter* painter, const QRectF& rect, Chip chip) {
  const Palette& p = theme().palette();
  switch (chip) {
    case Chip::masked:
      return paintFrame(painter, rect, p.masked, Qt::SolidLine, true);
    case Chip::random:
      return paintFrame(painter, rect, p.random, Qt::DashLine, false);
    case Chip::kept:
      return paintFrame(painter, rect, p.kept, Qt::DotLine, false);
    case Chip::target:
      return paintFrame(painter, rect, p.predicted, Qt::SolidLine, true);
    case Chip::chosen:
      return paintFrame(painter, rect, {p.predicted.ink, p.sunken}, Qt::SolidLine, true);
    case Chip::noTarget:
      return paintFrame(painter, rect, {p.line, p.surface}, Qt::SolidLine, false);
    case Chip::covered:
      paintFrame(painter, rect, {p.secondary, p.surface}, Qt::DashDotLine, false);
      return;
    case Chip::plain:
    case Chip::special:
      return paintFrame(painter, rect, {p.text, p.sunken}, Qt::NoPen, false);
    case Chip::blank:
    case Chip::words:
      return;
  }
}

QColor chipInk(Chip chip) {
  const Palette& p = theme().palette();
  switch (chip) {
    case Chip::masked:
      return p.masked.ink;
    case Chip::random:
      return p.random.ink;
    case Chip::kept:
      return p.kept.ink;
    case Chip::target:
      return p.predicted.ink;
    case Chip::special:
    case Chip::noTarget:
    case Chip::covered:
    case Chip::words:
      return p.secondary;
    default:
      return p.text;
  }
}

void ChipDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
  const auto* model = static_cast<const TokenModel*>(index.model());
  const Chip chip = static_cast<Chip>(index.data(TokenModel::chipRole).toInt());
  const double gap = theme().px(3);
  const QRectF rect = QRectF(option.rect).adjusted(gap, gap, -gap, -gap);
  painter->save();
  const bool turning =
      turned_ < 1 && (chip == Chip::masked || chip == Chip::random || chip == Chip::kept);
  if (turning) {
    painter->setOpacity(1 - turned_);
    paintChip(painter, rect, Chip::chosen);
    paintLetters(painter, option.rect, Chip::chosen, model->original(model->positionOf(index)),
                 true);
    painter->setOpacity(turned_);
  }
  paintChip(painter, rect, chip);
  paintLetters(painter, option.rect, chip, index.data().toString(),
               index.data(TokenModel::countsRole).toBool());
  painter->setOpacity(1);
  if (option.state & (QStyle::State_HasFocus | QStyle::State_Selected)) {
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(theme().palette().accent, option.state & QStyle::State_HasFocus ? 2 : 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), gap * 2, gap * 2);
  }
  painter->restore();
}

QWidget* decisionLegend(bool masking) {
  auto* legend = new QWidget;
  auto* entries = new WrapLayout;
  legend->setLayout(entries);
  entries->setContentsMargins(0, 0, 0, 0);
  const auto add = [entries](Chip chip, const QString& text) {
    auto* entry = new QWidget;  // a swatch and its words stay together
    auto* row = new QHBoxLayout(entry);
    row->setContentsMargins(0, 0, theme().px(kSpaceS), 0);
    row->setSpacing(theme().px(6));
    row->addWidget(new Swatch(chip));
    row->addWidget(label(text, "secondary", true), 1);
    entries->addWidget(entry);
  };
  if (masking) {
    add(Chip::masked, ChipDelegate::tr("replaced by [MASK]"));
    add(Chip::random, ChipDelegate::tr("random token"));
    add(Chip::kept, ChipDelegate::tr("kept as it was"));
  }
  add(Chip::target, ChipDelegate::tr("must be predicted"));
  return legend;
}

}  // namespace unmask
