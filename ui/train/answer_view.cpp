// Showing one answer.
#include "ui/train/answer_view.h"

#include <QJsonArray>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/theme/theme.h"
#include "ui/widgets/wrapped_label.h"

namespace unmask {

namespace {

const QString kMask = QStringLiteral("[MASK]");
constexpr size_t kMostFills = 5;  // of one word

QString pieceInWords(QString piece) {
  return piece.replace(QChar(0x2581), ' ').trimmed();
}

QString escaped(const QString& text) {
  return text.toHtmlEscaped().replace('\n', "<br>");
}

QString colored(const QString& text, const QColor& color, bool bold = false) {
  return QString("<span style=\"color:%1;%2\">%3</span>")
      .arg(color.name(), bold ? "font-weight:600;" : "", text);
}

std::vector<FillBars::Fill> fillsOf(const QJsonArray& candidates) {
  std::vector<FillBars::Fill> fills;
  for (const QJsonValue& candidate : candidates) {
    if (fills.size() == kMostFills) break;
    fills.push_back({pieceInWords(candidate.toArray().at(0).toString()),
                     std::clamp(candidate.toArray().at(1).toDouble(), 0.0, 1.0)});
  }
  return fills;
}

// An encoder-decoder's answer: what fills each gap, in the text around it; or the text anew.
QString restoredAsHtml(const QString& prompt, const QJsonObject& answer) {
  const Palette& p = theme().palette();
  const QJsonArray gaps = answer.value("gaps").toArray();
  const QStringList parts = prompt.split(kMask);
  if (gaps.isEmpty() || parts.size() != gaps.size() + 1)
    return colored(escaped(answer.value("restored").toString()), p.written);
  QString html = escaped(parts[0]);
  for (qsizetype i = 0; i < gaps.size(); ++i) {
    const QString fill = escaped(gaps[i].toString());
    html += fill.isEmpty() ? colored(QStringLiteral("[ ]"), p.secondary)
                           : colored(fill, p.written, true);
    html += escaped(parts[i + 1]);
  }
  return html;
}

}  // namespace

QString answerAsText(const QString& prompt, const QJsonObject& answer) {
  if (answer.contains("restored")) return prompt + " → " + answer.value("restored").toString();
  if (!answer.contains("fills")) return prompt + answer.value("text").toString();
  QStringList words;
  for (const QJsonValue& fill : answer.value("fills").toArray()) {
    QStringList candidates;
    for (const auto& [word, share] : fillsOf(fill.toArray()))
      candidates << AnswerView::tr("%1 %2 %", "word, probability")
                        .arg(word, QLocale().toString(100 * share, 'f', 1));
    words << candidates.join(", ");
  }
  return prompt + " → " + words.join("; ");
}

FillBars::FillBars(int number, std::vector<Fill> fills, QWidget* parent)
    : QWidget(parent), number_(number), fills_(std::move(fills)) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  QStringList spoken;
  for (const Fill& fill : fills_)
    spoken << tr("%1 %2 %", "word, probability")
                  .arg(fill.word, QLocale().toString(100 * fill.share, 'f', 1));
  setAccessibleName(spoken.join(", "));
  connect(&theme(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

QSize FillBars::sizeHint() const {
  return {theme().px(220), theme().px(24) * static_cast<int>(fills_.size())};
}

void FillBars::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Palette& palette = theme().palette();
  const QFont reading = theme().font(16), small = theme().font(12);
  const int row = theme().px(24), gap = theme().px(kSpaceS);
  double words = theme().px(56);
  for (const Fill& fill : fills_)
    words = std::max(words, QFontMetricsF(reading).horizontalAdvance(fill.word));
  words = std::min(words, width() * 0.4);
  const double share = QFontMetricsF(small).horizontalAdvance(QStringLiteral("100.0 %"));
  const double indent = number_ > 0 ? theme().px(20) : 0;
  const double barFrom = indent + words + gap;
  const double barWidth = std::min<double>(width() - barFrom - share - 2 * gap, theme().px(260));
  for (size_t i = 0; i < fills_.size(); ++i) {
    const Fill& fill = fills_[i];
    const double top = static_cast<double>(i) * row;
    if (number_ > 0 && i == 0) {
      painter.setFont(small);
      painter.setPen(palette.secondary);
      painter.drawText(QRectF(0, top, indent, row), Qt::AlignVCenter, QString::number(number_));
    }
    painter.setFont(reading);
    painter.setPen(palette.written);
    painter.drawText(QRectF(indent, top, words, row), Qt::AlignVCenter,
                     QFontMetricsF(reading).elidedText(fill.word, Qt::ElideRight, words));
    const double height = theme().px(10);
    const QRectF whole(barFrom, top + (row - height) / 2, barWidth, height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.sunken);
    painter.drawRoundedRect(whole, 2, 2);
    painter.setBrush(palette.written);
    painter.drawRoundedRect(QRectF(whole.topLeft(), QSizeF(barWidth * fill.share, height)), 2, 2);
    painter.setFont(small);
    painter.setPen(palette.secondary);
    painter.drawText(QRectF(barFrom + barWidth + gap, top, share + gap, row), Qt::AlignVCenter,
                     tr("%1 %").arg(QLocale().toString(100 * fill.share, 'f', 1)));
  }
}

AnswerView::AnswerView(const QString& objectName, QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  auto* text = new WrappedLabel;
  text->setKeptTogether(10);  // two stand beside each other
  text_ = text;
  text_->setObjectName(objectName);
  text_->setTextFormat(Qt::RichText);
  text_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  column->addWidget(text_);
  connect(&theme(), &Theme::changed, this, &AnswerView::showAnswer);
}

void AnswerView::setAnswer(const QString& prompt, const QJsonObject& answer, int most) {
  if (prompt == prompt_ && answer == answer_ && most == most_) return;
  prompt_ = prompt;
  answer_ = answer;
  most_ = most;
  delete std::exchange(bars_, nullptr);
  if (answer_.contains("fills")) {
    bars_ = new QWidget;
    auto* column = new QVBoxLayout(bars_);
    column->setContentsMargins(0, 0, 0, 0);
    const QJsonArray fills = answer_.value("fills").toArray();
    for (qsizetype i = 0; i < fills.size(); ++i)
      column->addWidget(new FillBars(fills.size() > 1 ? static_cast<int>(i) + 1 : 0,
                                     fillsOf(fills[i].toArray())));
    layout()->addWidget(bars_);
  }
  showAnswer();
}

void AnswerView::showAnswer() {
  const Palette& p = theme().palette();
  layout()->setSpacing(theme().px(kSpaceXs));
  text_->setFont(theme().font(16));
  const QString all = answerAsText(prompt_, answer_);
  text_->setAccessibleName(all);
  QString html;
  if (answer_.contains("restored")) {
    html = restoredAsHtml(prompt_, answer_);
  } else if (answer_.contains("fills")) {
    // The sentence with its likeliest fills in place.
    const QJsonArray fills = answer_.value("fills").toArray();
    const QStringList parts = prompt_.split(kMask);
    for (qsizetype i = 0; i < parts.size(); ++i) {
      html += escaped(parts[i]);
      if (i + 1 == parts.size() || i >= fills.size()) continue;
      const auto candidates = fillsOf(fills[i].toArray());
      if (candidates.empty()) continue;
      html += colored(escaped(candidates.front().word), p.written, true);
      if (fills.size() > 1) html += colored(QString("<sub>%1</sub>").arg(i + 1), p.secondary);
    }
  } else {
    QString written = answer_.value("text").toString();
    const bool cut = most_ > 0 && written.size() > most_;
    if (cut) written = written.left(most_) + QStringLiteral("…");
    text_->setToolTip(cut ? all : QString());
    html = escaped(prompt_) + colored(escaped(written), p.written);
  }
  text_->setText(html);
}

}  // namespace unmask
