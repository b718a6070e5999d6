// Arranging and painting chips.
#include "ui/data/piece_flow.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "ui/data/invisible.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr size_t kMostChips = 3000;

}  // namespace

PieceFlow::PieceFlow(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  connect(&theme(), &Theme::changed, this, [this] {
    measure();
    update();
  });
}

void PieceFlow::fill(int row, const Seen& seen) {
  const Tokenizer& tokenizer = *seen.tokenizer;
  const Encoding& encoding = seen.inspection.encoding;
  std::vector<Chip>& chips = rows_[row];
  for (size_t i = 0; i < encoding.ids.size(); ++i) {
    const int64_t id = encoding.ids[i];
    const PieceInfo info = tokenizer.describe(id);
    Chip chip;
    chip.id = id;
    chip.text = oneLine(QString::fromStdString(displayPiece(tokenizer, id)));
    chip.kind = tokenizer.isUnknown(id) ? Kind::unknown
                : info.kind == PieceKind::byte && tokenizer.kind() != TokenizerKind::byte
                    ? Kind::byte
                    : Kind::usual;
    const auto count = [](int64_t n) { return countText(static_cast<double>(n)); };
    chip.about = encoding.bytes[i] == 1
                     ? tr("%1, id %2, 1 byte").arg(chip.text, count(id))
                     : tr("%1, id %2, %3 bytes").arg(chip.text, count(id), count(encoding.bytes[i]));
    if (info.score) chip.about += tr(", score %1").arg(valueText(*info.score));
    chips.push_back(std::move(chip));
  }
}

void PieceFlow::show(const Seen* first, const Seen* second) {
  rows_[0].clear();
  rows_[1].clear();
  stretches_.clear();
  two_ = first && second;
  cutShort_ = false;
  if (first) fill(0, *first);
  if (two_) {
    fill(1, *second);
    for (const CommonStretch& s :
         commonStretches(first->inspection.encoding, second->inspection.encoding))
      stretches_.push_back({{s.beginA, s.beginB}, {s.endA, s.endB}, false});
  } else {
    for (size_t i = 0; i < rows_[0].size(); ++i) stretches_.push_back({{i, 0}, {i + 1, 0}, false});
  }
  for (size_t i = 0; i < stretches_.size(); ++i) {
    Stretch& s = stretches_[i];
    if (s.end[0] > s.begin[0]) s.endsLine = rows_[0][s.end[0] - 1].text == "\u23CE";
    if (s.end[0] > kMostChips || s.end[1] > kMostChips) {
      cutShort_ = true;
      stretches_.resize(i);
      break;
    }
  }
  for (int row : {0, 1}) {
    const size_t kept = stretches_.empty() ? 0 : stretches_.back().end[row];
    rows_[row].resize(std::min(rows_[row].size(), kept));
  }
  QStringList words;
  for (const Chip& chip : rows_[0]) words << chip.text;
  setAccessibleDescription(words.join(" | ").left(2000));
  measure();
  update();
}

void PieceFlow::setIds(bool shown) {
  ids_ = shown;
  measure();
  update();
}

void PieceFlow::measure() {
  const QFontMetrics text(theme().fixedFont(14)), number(theme().font(11));
  for (std::vector<Chip>& chips : rows_)
    for (Chip& chip : chips)
      chip.width =
          theme().px(12) + std::max(text.horizontalAdvance(chip.text),
                                    ids_ ? number.horizontalAdvance(QString::number(chip.id)) : 0);
  arrangedFor_ = -1;
  updateGeometry();
}

int PieceFlow::chipHeight() const {
  const int text = QFontMetrics(theme().fixedFont(14)).height();
  return text + theme().px(8) + (ids_ ? QFontMetrics(theme().font(11)).height() : 0);
}

int PieceFlow::arrange(int width) {
  if (arrangedFor_ == width) return height_;
  arrangedFor_ = width;
  const int gap = theme().px(3), chip = chipHeight();
  const int line = (two_ ? 2 * chip + gap : chip) + theme().px(two_ ? 14 : 6);
  int x = 0, y = 0;
  for (const Stretch& s : stretches_) {
    int widths[2] = {0, 0};
    for (int row : {0, 1})
      for (size_t i = s.begin[row]; i < s.end[row]; ++i) widths[row] += rows_[row][i].width + gap;
    const int wide = std::max(widths[0], widths[1]);
    if (x > 0 && x + wide > width) {
      x = 0;
      y += line;
    }
    for (int row : {0, 1}) {
      int at = x;
      for (size_t i = s.begin[row]; i < s.end[row]; ++i) {
        Chip& c = rows_[row][i];
        c.place = QRect(at, y + row * (chip + gap), c.width, chip);
        at += c.width + gap;
      }
      // The last chip reaches to the common cut, so that one sees which pieces stand for the same.
      if (two_ && s.end[row] > s.begin[row])
        rows_[row][s.end[row] - 1].place.setRight(x + wide - gap - 1);
    }
    x += wide;
    if (s.endsLine) {
      x = 0;
      y += line;
    }
  }
  height_ = y + (x > 0 ? line : 0);
  return height_;
}

int PieceFlow::heightForWidth(int width) const {
  return const_cast<PieceFlow*>(this)->arrange(width);
}

QSize PieceFlow::sizeHint() const {
  return {theme().px(300), heightForWidth(std::max(width(), theme().px(300)))};
}

void PieceFlow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange(width());
}

void PieceFlow::paintEvent(QPaintEvent* event) {
  arrange(width());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Palette& p = theme().palette();
  const double radius = theme().px(5);
  for (const std::vector<Chip>& chips : rows_)
    for (size_t i = 0; i < chips.size(); ++i) {
      const Chip& chip = chips[i];
      if (!chip.place.intersects(event->rect())) continue;
      const bool odd = i % 2;
      QColor fill = odd ? p.sunken : p.kept.fill;
      QPen pen(Qt::NoPen);
      if (chip.kind == Kind::byte) {
        fill = p.random.fill;
        pen = QPen(p.random.ink, 1, Qt::DashLine);
      } else if (chip.kind == Kind::unknown) {
        fill = p.masked.fill;
      }
      painter.setPen(pen);
      painter.setBrush(fill);
      painter.drawRoundedRect(QRectF(chip.place).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
      if (chip.kind == Kind::unknown)
        painter.fillRect(
            QRect(chip.place.left() + theme().px(3), chip.place.bottom() - theme().px(2),
                  chip.place.width() - theme().px(6), theme().px(3)),
            p.masked.ink);
      painter.setPen(p.text);
      painter.setFont(theme().fixedFont(14));
      QRect text = chip.place;
      if (ids_) text.setHeight(painter.fontMetrics().height() + theme().px(4));
      painter.drawText(text, Qt::AlignCenter, chip.text);
      if (!ids_) continue;
      painter.setFont(theme().font(11));
      painter.setPen(p.secondary);
      painter.drawText(chip.place.adjusted(0, 0, 0, -theme().px(3)),
                       Qt::AlignHCenter | Qt::AlignBottom, QString::number(chip.id));
    }
}

bool PieceFlow::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  for (const std::vector<Chip>& chips : rows_)
    for (const Chip& chip : chips)
      if (chip.place.contains(help->pos())) {
        QToolTip::showText(help->globalPos(), chip.about, this, chip.place);
        return true;
      }
  QToolTip::hideText();
  return true;
}

}  // namespace unmask
