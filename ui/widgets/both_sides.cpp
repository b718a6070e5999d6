// Laying out, painting and describing both sides of an example.
#include "ui/widgets/both_sides.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <map>

#include "core/spec/span_lengths.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr int kSides = 3;

QColor colorOf(int span) {
  const auto& colors = theme().palette().runs;
  return colors[static_cast<size_t>(span) % colors.size()];
}

QString percent(double share) {
  return QLocale().toString(100 * share, 'f', 1);
}

}  // namespace

BothSides::BothSides(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  connect(&theme(), &Theme::changed, this, [this] {
    arrange(width(), chips_);
    updateGeometry();
    update();
  });
}

QRect BothSides::placeOf(Side side) const {
  QRectF place;
  for (const Chip& chip : chips_)
    if (chip.side == side) place |= chip.place;
  return place.isNull() ? rect() : place.toAlignedRect();
}

void BothSides::show(std::shared_ptr<const Tokenizer> tokenizer, Example example,
                     const RunSpec& spec, bool covered, Stage stage) {
  tokenizer_ = std::move(tokenizer);
  example_ = std::move(example);
  spec_ = spec;
  covered_ = covered;
  stage_ = stage;
  fill();
  arrange(width(), chips_);
  setAccessibleDescription(stage_ != Stage::all ? QString()
                           : covered_           ? tr("The target is covered.")
                                                : summary());
  updateGeometry();
  update();
}

QString BothSides::sideName(Side side) const {
  return side == pieces ? tr("Pieces") : side == input ? tr("Input") : tr("Target");
}

// The chips of the three sides, without places, and what joins them.
void BothSides::fill() {
  chips_.clear();
  joints_.clear();
  const DecoderSide& decoder = example_.decoder;
  std::vector<int> spanOf(example_.pieces.size(), -1);
  for (size_t span = 0; stage_ != Stage::pieces && span < decoder.spans.size(); ++span)
    for (const size_t piece : decoder.spans[span].pieces) spanOf[piece] = static_cast<int>(span);
  std::map<size_t, int> marks, sentinels;  // positions in the input and in the target
  for (size_t span = 0; span < decoder.spans.size(); ++span) {
    if (decoder.spans[span].input != HiddenSpan::kGone)
      marks[decoder.spans[span].input] = static_cast<int>(span);
    if (decoder.spans[span].target != HiddenSpan::kGone)
      sentinels[decoder.spans[span].target] = static_cast<int>(span);
  }
  const auto known = [](const std::map<size_t, int>& places, size_t at) {
    const auto found = places.find(at);
    return found == places.end() ? -1 : found->second;
  };
  const auto name = [this](int64_t id) {
    return tokenizer_ ? QString::fromStdString(displayPiece(*tokenizer_, id)) : QString();
  };
  const auto isFirst = [&](int span, size_t piece) {
    return span >= 0 && decoder.spans[static_cast<size_t>(span)].pieces.front() == piece;
  };
  std::map<size_t, size_t> chipOfPiece, chipOfSource, chipOfMark, chipOfSentinel, chipOfTarget;
  const auto add = [&](Side side, size_t token, int64_t id, int span) -> Chip& {
    Chip chip;
    chip.side = side;
    chip.token = token;
    chip.text = name(id);
    chip.span = span;
    chip.special = spec_.tokenIds().reserved(id);
    chips_.push_back(std::move(chip));
    return chips_.back();
  };

  for (size_t i = 0; i < std::min(kMostShown, example_.pieces.size()); ++i) {
    Chip& chip = add(pieces, i, example_.pieces[i], spanOf[i]);
    chip.first = isFirst(spanOf[i], i);
    chip.gone = stage_ != Stage::pieces && example_.trace[i].decision == Decision::deleted;
    chip.covered = covered_ && (spanOf[i] >= 0 || chip.gone);
    chip.tip = chip.gone        ? tr("deleted without a mark")
               : spanOf[i] >= 0 ? tr("hidden in span %1").arg(spanOf[i] + 1)
                                : tr("shown");
    chipOfPiece[i] = chips_.size() - 1;
  }
  const size_t inputs = stage_ < Stage::replaced ? 0 : example_.inputIds.size();
  for (size_t i = 0; i < std::min(kMostShown, inputs); ++i) {
    const size_t source = decoder.inputSources[i];
    const int span = known(marks, i);
    if (source == DecoderSide::kNowhere && span < 0 &&
        example_.inputIds[i] == spec_.tokenIds().pad())
      break;
    Chip& chip = add(input, i, example_.inputIds[i], span);
    chip.first = span >= 0;
    if (span >= 0) {
      const size_t count = decoder.spans[static_cast<size_t>(span)].pieces.size();
      chip.tip = count == 0   ? tr("span %1: put in where nothing is missing").arg(span + 1)
                 : count == 1 ? tr("span %1: hides one piece").arg(span + 1)
                              : tr("span %1: hides %2 pieces").arg(span + 1).arg(count);
      chipOfMark[static_cast<size_t>(span)] = chips_.size() - 1;
    } else if (source != DecoderSide::kNowhere) {
      chip.tip = tr("piece %1").arg(source);
      chipOfSource[source] = chips_.size() - 1;
    }
  }
  const size_t targets = stage_ < Stage::all ? 0 : example_.labels.size();
  for (size_t i = 0; i < std::min(kMostShown, targets); ++i) {
    if (example_.labels[i] == kNoLoss) break;
    const size_t source = decoder.targetSources[i];
    const int sentinel = known(sentinels, i);
    const int span = sentinel >= 0                     ? sentinel
                     : source == DecoderSide::kNowhere ? -1
                                                       : spanOf[source];
    Chip& chip = add(target, i, example_.labels[i], span);
    chip.covered = covered_;
    chip.first = sentinel >= 0 ||
                 (sentinels.empty() && source != DecoderSide::kNowhere && isFirst(span, source));
    chip.tip = tr("the decoder reads %1 before it").arg(name(decoder.inputIds[i]));
    if (chip.first) chipOfTarget[static_cast<size_t>(span)] = chips_.size() - 1;
  }
  if (!covered_)
    for (const auto& [span, chip] : chipOfMark)
      if (const auto to = chipOfTarget.find(span); to != chipOfTarget.end())
        joints_.push_back({chip, to->second, static_cast<int>(span), -1});
  for (size_t i = 0; i < decoder.sentences.size(); ++i) {
    const Sentence& sentence = decoder.sentences[i];
    if (sentence.place == i) continue;
    // From the first of its pieces that the input still shows to where the sentence began.
    for (size_t piece = sentence.begin; piece < sentence.begin + sentence.length; ++piece) {
      auto from = chipOfSource.find(piece);
      size_t chip = from == chipOfSource.end() ? chips_.size() : from->second;
      if (chip == chips_.size() && spanOf[piece] >= 0)
        if (const auto mark = chipOfMark.find(static_cast<size_t>(spanOf[piece]));
            mark != chipOfMark.end())
          chip = mark->second;
      const auto home = chipOfPiece.find(sentence.begin);
      if (chip == chips_.size() || home == chipOfPiece.end()) continue;
      joints_.push_back({chip, home->second, -1, static_cast<int>(i) + 1});
      break;
    }
  }
}

// Places the chips in lines of `width`; returns the height.
int BothSides::arrange(int width, std::vector<Chip>& chips) const {
  const QFontMetrics metrics(theme().font(13));
  const double left = theme().px(64), gap = theme().px(3), tall = theme().px(24),
               pad = theme().px(5), between = theme().px(28), lineGap = theme().px(9);
  double x = left, y = theme().px(10);
  Side side = pieces;
  for (Chip& chip : chips) {
    if (chip.side != side) {
      side = chip.side;
      x = left;
      y += tall + between;
    }
    const QString shown = chip.covered ? QStringLiteral("?") : chip.text;
    const double wide =
        std::max<double>(theme().px(16), metrics.horizontalAdvance(shown) + 2 * pad);
    if (x > left && x + wide > width) {
      x = left;
      y += tall + lineGap;
    }
    chip.place = QRectF(x, y, wide, tall);
    x += wide + gap;
  }
  return chips.empty() ? 0 : static_cast<int>(y + tall + theme().px(8));
}

int BothSides::heightForWidth(int width) const {
  std::vector<Chip> chips = chips_;
  return arrange(width, chips);
}

QSize BothSides::sizeHint() const {
  const int wide = width() > theme().px(200) ? width() : theme().px(640);
  return {theme().px(320), heightForWidth(wide)};
}

QSize BothSides::minimumSizeHint() const {
  return {theme().px(240), sizeHint().height()};
}

void BothSides::resizeEvent(QResizeEvent*) {
  arrange(width(), chips_);
  updateGeometry();
}

void BothSides::paintChip(QPainter& painter, const Chip& chip) const {
  const Palette& p = theme().palette();
  const double round = theme().px(3);
  QColor fill = p.sunken, ink = p.text;
  if (chip.span >= 0) {
    fill = colorOf(chip.span);
    fill.setAlphaF(0.18F);
  } else if (chip.special || chip.gone) {
    ink = p.secondary;
  }
  painter.setPen(Qt::NoPen);
  painter.setBrush(fill);
  painter.drawRoundedRect(chip.place, round, round);
  if (chip.span >= 0) {  // a heavy line, so that hidden is not told by colour alone
    painter.setPen(QPen(colorOf(chip.span), theme().px(2)));
    painter.drawLine(chip.place.bottomLeft(), chip.place.bottomRight());
  }
  painter.setFont(theme().font(13));
  painter.setPen(ink);
  painter.drawText(chip.place, Qt::AlignCenter, chip.covered ? QStringLiteral("?") : chip.text);
  if (chip.gone && !chip.covered)
    painter.drawLine(chip.place.left(), chip.place.center().y(), chip.place.right(),
                     chip.place.center().y());
  if (!chip.first || chip.covered) return;
  painter.setFont(theme().font(9));
  painter.setPen(p.secondary);
  const QRectF above(chip.place.left(), chip.place.top() - theme().px(9), theme().px(24),
                     theme().px(9));
  painter.drawText(above, Qt::AlignLeft | Qt::AlignVCenter, QString::number(chip.span + 1));
}

void BothSides::paintJoint(QPainter& painter, const Joint& joint) const {
  const QRectF from = chips_[joint.from].place, to = chips_[joint.to].place;
  const bool up = to.center().y() < from.center().y();
  const QPointF begin(from.center().x(), up ? from.top() : from.bottom());
  const QPointF end(to.center().x(), up ? to.bottom() : to.top());
  const double bend = std::max<double>(theme().px(14), std::abs(end.y() - begin.y()) / 2);
  QPainterPath path(begin);
  path.cubicTo(begin + QPointF(0, up ? -bend : bend), end + QPointF(0, up ? bend : -bend), end);
  QColor color = joint.span >= 0 ? colorOf(joint.span) : theme().palette().secondary;
  color.setAlphaF(0.75F);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(color, theme().px(1), joint.span >= 0 ? Qt::SolidLine : Qt::DashLine));
  painter.drawPath(path);
  if (joint.span >= 0) return;
  const double head = theme().px(4);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  const double back = up ? head : -head;
  painter.drawPolygon(QPolygonF{end, end + QPointF(-head, back), end + QPointF(head, back)});
  painter.setPen(theme().palette().secondary);
  painter.setFont(theme().font(9));
  painter.drawText(QRectF(end.x() + head, up ? end.y() : end.y() - theme().px(12), theme().px(60),
                          theme().px(12)),
                   Qt::AlignLeft | Qt::AlignVCenter, tr("sentence %1").arg(joint.sentence));
}

void BothSides::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  for (const Joint& joint : joints_) paintJoint(painter, joint);
  bool named[kSides] = {};
  for (const Chip& chip : chips_) {
    paintChip(painter, chip);
    if (std::exchange(named[chip.side], true)) continue;
    painter.setFont(theme().font(12));
    painter.setPen(theme().palette().secondary);
    painter.drawText(QRectF(0, chip.place.top(), theme().px(60), chip.place.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, sideName(chip.side));
  }
}

bool BothSides::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  for (const Chip& chip : chips_)
    if (chip.place.contains(help->pos())) {
      QToolTip::showText(
          help->globalPos(),
          tr("%1, position %2", "side, position").arg(sideName(chip.side)).arg(chip.token) + "\n" +
              (chip.covered ? tr("covered") : chip.tip),
          this);
      return true;
    }
  QToolTip::hideText();
  return true;
}

QString BothSides::summary() const {
  const TokenIds ids = spec_.tokenIds();
  size_t all = 0, hidden = 0, deleted = 0, put = 0, lost = 0, standing = 0;
  for (size_t i = 0; i < example_.pieces.size(); ++i) {
    if (ids.reserved(example_.pieces[i])) continue;
    ++all;
    const Decision decision = example_.trace[i].decision;
    deleted += decision == Decision::deleted;
    hidden += decision == Decision::masked || decision == Decision::random;
  }
  for (const HiddenSpan& span : example_.decoder.spans) {
    lost += span.input == HiddenSpan::kGone;
    put += span.input != HiddenSpan::kGone && span.pieces.empty();
    standing += span.input != HiddenSpan::kGone && !span.pieces.empty();
  }
  if (all == 0) return {};
  const double share = static_cast<double>(hidden) / static_cast<double>(all);
  QStringList parts;
  const auto* spans = std::get_if<SpanCorruptionSettings>(&spec_.objectiveSettings);
  const auto* noise = std::get_if<DenoisingSettings>(&spec_.objectiveSettings);
  const double asked = spans ? spans->density : noise ? noise->infill + noise->mask : 0;
  if (hidden > 0 || asked > 0)
    parts << tr("%1 of %2 pieces hidden: %3 %, asked for %4 %")
                 .arg(countText(static_cast<double>(hidden)), countText(static_cast<double>(all)),
                      percent(share), percent(asked));
  // English has no translation that would choose the plural of %n.
  const auto counted = [](size_t count, const QString& one, const QString& many) {
    return count == 1 ? one : many.arg(countText(static_cast<double>(count)));
  };
  if (standing > 0) {
    const double mean = static_cast<double>(hidden) / static_cast<double>(standing);
    const QString pieces = QLocale().toString(mean, 'f', 1);
    parts << (standing == 1 ? tr("1 span of %1 pieces").arg(pieces)
                            : tr("%1 spans of %2 pieces on average")
                                  .arg(countText(static_cast<double>(standing)), pieces));
  }
  if (lost > 0)
    parts << counted(lost, tr("1 span overrun by another"), tr("%1 spans overrun by others"));
  if (put > 0) parts << counted(put, tr("1 mark put in"), tr("%1 marks put in"));
  if (deleted > 0) parts << counted(deleted, tr("1 piece deleted"), tr("%1 pieces deleted"));
  if (const size_t count = example_.decoder.sentences.size(); count > 1) {
    size_t moved = 0;
    for (size_t i = 0; i < count; ++i) moved += example_.decoder.sentences[i].place != i;
    parts << tr("%1 of %2 sentences moved").arg(moved).arg(count);
  }
  if (example_.decoder.rotation > 0)
    parts << counted(example_.decoder.rotation, tr("rotated by 1 token"),
                     tr("rotated by %1 tokens"));
  const size_t longest =
      std::max({example_.pieces.size(), example_.inputIds.size(), example_.labels.size()});
  if (longest > kMostShown)
    parts << tr("the first %1 of %2 tokens are drawn")
                 .arg(countText(static_cast<double>(kMostShown)),
                      countText(static_cast<double>(longest)));
  return parts.join(QStringLiteral(" · "));
}

}  // namespace unmask
