// Laying out and painting answers with pictures.
#include "ui/train/picture_answer_view.h"

#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <span>

#include "ui/theme/theme.h"
#include "ui/widgets/even_lines.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr int kLarge = 76, kSmall = 48, kBar = 90;  // pixels at 100 %

// Puts parts beside each other, and below where there is no room.
struct Flow {
  int width, gap;
  int x = 0, y = 0, line = 0;

  QRect place(QSize size) {
    if (x > 0 && x + size.width() > width) next();
    const QRect rect(QPoint(x, y), size);
    x += size.width() + gap;
    line = std::max(line, size.height());
    return rect;
  }
  void next() {
    if (x > 0) y += line + gap;
    x = line = 0;
  }
  // How many of `count` parts stand in one line, so that all lines have about as many.
  int even(int count, int part) const {
    return evenInLine(count, width, part, gap);
  }
};

// "30", or "2,000 of 12,000" where the corpus has more than were looked at.
QString searchedText(const PictureAnswer& answer) {
  const QLocale locale;
  if (answer.searchable <= answer.searched) return locale.toString(answer.searched);
  return PictureAnswerView::tr("%1 of %2", "pictures searched, pictures of the corpus")
      .arg(locale.toString(answer.searched), locale.toString(answer.searchable));
}

// The mark of what is held out: a dot, whose middle is given.
void paintDot(QPainter& painter, QPointF middle) {
  const Palette& p = theme().palette();
  painter.setPen(QPen(p.surface, 1));
  painter.setBrush(p.accent);
  const double radius = theme().px(4);
  painter.drawEllipse(middle, radius, radius);
}

QString twoDigits(double value) {
  return QLocale().toString(value, 'f', 2);
}

}  // namespace

PictureAnswerView::PictureAnswerView(const QString& objectName, QWidget* parent) : QWidget(parent) {
  setObjectName(objectName);
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setMinimumWidth(1);
  connect(&theme(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void PictureAnswerView::setAnswer(const QJsonObject& json, bool brief) {
  if (json == json_ && brief == brief_) return;
  json_ = json;
  brief_ = brief;
  answer_ = readPictureAnswer(json);
  setAccessibleName(pictureAnswerAsText(answer_));
  setToolTip(accessibleName());
  updateGeometry();
  update();
}

void PictureAnswerView::setLook(ReconstructionLook look) {
  if (look == look_) return;
  look_ = look;
  update();
}

void PictureAnswerView::setNamed(bool named) {
  if (named == named_) return;
  named_ = named;
  updateGeometry();
  update();
}

QImage PictureAnswerView::prediction() const {
  const QImage& whole =
      look_.informed && !answer_.informed.isNull() ? answer_.informed : answer_.reconstruction;
  return look_.pasted ? whole : withoutPatches(whole, answer_, false);
}

int PictureAnswerView::arranged(int width, std::vector<Item>* items) const {
  const int words = QFontMetrics(theme().font(12)).height();
  const int reading = QFontMetrics(theme().font(13)).height() + theme().px(kSpaceXs);
  Flow flow{std::max(width, theme().px(kLarge)), theme().px(kSpaceS)};
  const auto add = [&](Item item) {
    if (items) items->push_back(std::move(item));
  };
  const auto tile = [&](const QImage& image, const QString& text, int side, bool marked = false,
                        bool heldOut = false) {
    const int pixels = theme().px(side);
    const int below = text.isEmpty() ? 0 : words + theme().px(2);
    add({flow.place({pixels, pixels + below}), image, text, true, marked, false, -1, heldOut});
  };
  // before: as large ones that stand in the line already.
  const auto tiles = [&](std::span<const PictureCandidate> all, int side, size_t before,
                         const auto& text) {
    const int columns = flow.even(static_cast<int>(all.size() + before), theme().px(side));
    for (size_t i = 0; i < all.size(); ++i) {
      if ((i + before) % static_cast<size_t>(columns) == 0) flow.next();
      tile(all[i].image, text(all[i]), side, all[i].own, all[i].heldOut);
    }
  };
  const auto line = [&](const QString& text, bool marked, bool heading, double bar = -1,
                        bool heldOut = false) {
    flow.next();
    add({flow.place({flow.width, reading}), {}, text, false, marked, heading, bar, heldOut});
    flow.next();
    flow.y -= flow.gap;  // lines belong together
  };
  const auto shown = [&](const std::vector<PictureCandidate>& all, size_t few) {
    return std::span(all).first(brief_ ? std::min(all.size(), few) : all.size());
  };

  if (!answer_.picture.isNull()) {
    const bool inLine = flow.even(3, theme().px(kLarge)) == 3;
    const auto name = [&](const QString& text) { return named_ || !inLine ? text : QString(); };
    if (answer_.grid > 0)
      tile(withoutPatches(answer_.picture, answer_, true), name(tr("shown")), kLarge);
    if (!answer_.reconstruction.isNull()) tile(prediction(), name(tr("predicted")), kLarge);
    tile(answer_.picture, name(answer_.reconstruction.isNull() ? tr("picture") : tr("whole")),
         kLarge);
  }
  if (!answer_.neighbours.empty() && (!brief_ || answer_.reconstruction.isNull())) {
    if (answer_.grid > 0) flow.next();
    const bool alone = answer_.reconstruction.isNull();
    tiles(shown(answer_.neighbours, 5), alone ? kLarge : kSmall,
          alone && answer_.grid == 0 && !answer_.picture.isNull() ? 1 : 0,
          [](const PictureCandidate& one) {
            return one.text.isEmpty() ? twoDigits(one.similarity) : one.text;
          });
  }
  if (answer_.match) {
    line(tr("They match with %1 %").arg(QLocale().toString(100 * *answer_.match, 'f', 1)), false,
         true, *answer_.match);
  } else if (answer_.similarity) {
    line(tr("Cosine of picture and caption: %1").arg(twoDigits(*answer_.similarity)), false, true);
  }
  if (!answer_.captions.empty()) {
    line(tr("Best captions of %1").arg(searchedText(answer_)), false, true);
    for (const PictureCandidate& one : shown(answer_.captions, 3))
      line(one.text, one.own, false, std::clamp(one.similarity, 0.0, 1.0), one.heldOut);
    flow.y += flow.gap;
  }
  if (!answer_.pictures.empty()) {
    line(tr("Best pictures of %1 for “%2”").arg(searchedText(answer_), answer_.caption), false,
         true);
    flow.y += theme().px(2);
    tiles(shown(answer_.pictures, 5), kSmall, 0,
          [](const PictureCandidate& one) { return twoDigits(one.similarity); });
  }
  if (answer_.marksHeldOut())
    line(tr("held out: the model has not trained on it"), false, true, -1, true);
  flow.next();
  return std::max(0, flow.y - flow.gap);
}

int PictureAnswerView::heightForWidth(int width) const {
  return arranged(width, nullptr);
}

QSize PictureAnswerView::sizeHint() const {
  const int width = theme().px(300);
  return {width, heightForWidth(width)};
}

void PictureAnswerView::paintEvent(QPaintEvent*) {
  std::vector<Item> items;
  arranged(width(), &items);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Palette& p = theme().palette();
  for (const Item& item : items) {
    if (item.tile) {
      const QRect picture(item.rect.topLeft(), QSize(item.rect.width(), item.rect.width()));
      painter.fillRect(picture, p.sunken);
      painter.drawImage(picture, item.image);
      // What belongs to the question has a thick frame and a tick.
      painter.setPen(QPen(item.marked ? p.predicted.ink : p.line, item.marked ? theme().px(2) : 1));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(picture.adjusted(0, 0, -1, -1));
      if (item.heldOut)
        paintDot(painter, picture.topRight() + QPointF(-theme().px(6), theme().px(6)));
      painter.setFont(theme().font(12));
      painter.setPen(item.marked ? p.predicted.ink : p.secondary);
      const QRect below(picture.left(), picture.bottom() + theme().px(2), picture.width(),
                        item.rect.bottom() - picture.bottom());
      const QString text = item.marked ? QStringLiteral("✓ ") + item.text : item.text;
      painter.drawText(below, Qt::AlignHCenter | Qt::AlignTop,
                       painter.fontMetrics().elidedText(text, Qt::ElideRight, below.width()));
      continue;
    }
    QRect left = item.rect;
    if (item.bar >= 0) {
      const int bar = theme().px(kBar), height = theme().px(8);
      QRectF whole(left.right() - bar, left.center().y() - height / 2.0, bar, height);
      painter.setPen(Qt::NoPen);
      painter.setBrush(p.sunken);
      painter.drawRoundedRect(whole, 2, 2);
      painter.setBrush(item.marked ? p.predicted.ink : p.written);
      whole.setWidth(bar * item.bar);
      painter.drawRoundedRect(whole, 2, 2);
      left.setRight(left.right() - bar - theme().px(kSpaceS));
    }
    if (item.heldOut) {
      paintDot(painter, QPointF(left.left() + theme().px(5), left.center().y()));
      left.setLeft(left.left() + theme().px(14));
    }
    painter.setFont(item.heading ? theme().font(12) : theme().font(13));
    painter.setPen(item.heading ? p.secondary : item.marked ? p.predicted.ink : p.text);
    const QString text = item.marked ? QStringLiteral("✓ ") + item.text : item.text;
    painter.drawText(left, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, left.width()));
  }
}

}  // namespace unmask
