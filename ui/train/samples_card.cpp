// Showing samples and answers at reading size.
#include "ui/train/samples_card.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QLocale>
#include <QSlider>

#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

const QString kMask = QStringLiteral("[MASK]");
constexpr qsizetype kCut = 220;  // characters of a sample where several stand side by side

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

}  // namespace

QString answerAsHtml(const QString& prompt, const QJsonObject& answer) {
  const Palette& p = theme().palette();
  if (!answer.contains("fills"))
    return escaped(prompt) + colored(escaped(answer.value("text").toString()), p.written);
  // A sentence with its likeliest fills in place, then the candidates of each.
  const QJsonArray fills = answer.value("fills").toArray();
  QString sentence, table;
  const QStringList parts = prompt.split(kMask);
  for (qsizetype i = 0; i < parts.size(); ++i) {
    sentence += escaped(parts[i]);
    if (i + 1 == parts.size() || i >= fills.size()) continue;
    const QJsonArray candidates = fills[i].toArray();
    QStringList listed;
    for (const QJsonValue& candidate : candidates) {
      const QString word = escaped(pieceInWords(candidate.toArray().at(0).toString()));
      const double chance = 100 * candidate.toArray().at(1).toDouble();
      const QString share = SamplesCard::tr("%1 %").arg(QLocale().toString(chance, 'f', 1));
      if (listed.isEmpty()) sentence += colored(word, p.written, true);
      listed << colored(word, p.written) + QStringLiteral(" ") + colored(share, p.secondary);
    }
    table += QStringLiteral("<br><span style=\"font-size:%1px\">").arg(theme().px(13)) +
             (fills.size() > 1 ? colored(QString::number(i + 1) + ". ", p.secondary) : QString()) +
             listed.join(QStringLiteral(" &nbsp; ")) + QStringLiteral("</span>");
  }
  return sentence + table;
}

QString answerAsText(const QString& prompt, const QJsonObject& answer) {
  if (!answer.contains("fills")) return prompt + answer.value("text").toString();
  QStringList words;
  for (const QJsonValue& fill : answer.value("fills").toArray())
    words << pieceInWords(fill.toArray().at(0).toArray().at(0).toString());
  return prompt + " → " + words.join(", ");
}

SamplesCard::SamplesCard(QWidget* parent) : Card(tr("What it can do"), parent) {
  sliderFrom_ = label({}, "secondary");
  sliderTo_ = label({}, "secondary");
  slider_ = new QSlider(Qt::Horizontal);
  slider_->setObjectName("sampleSlider");
  slider_->setAccessibleName(tr("Step of the samples on the right"));
  for (QWidget* part : std::initializer_list<QWidget*>{sliderFrom_, slider_, sliderTo_})
    headingRow()->addWidget(part);
  both_ = new QWidget;
  auto* columns = new QHBoxLayout(both_);
  columns->setContentsMargins(0, 0, 0, 0);
  const auto side = [&](QLabel*& step, QLabel*& text, const QString& name) {
    auto* column = new QVBoxLayout;
    step = label({}, "secondary");
    text = new QLabel;
    text->setObjectName(name);
    text->setTextFormat(Qt::RichText);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(step);
    column->addWidget(text, 1);
    columns->addLayout(column, 1);
  };
  side(firstStep_, firstText_, "sampleFirst");
  side(laterStep_, laterText_, "sampleLater");
  auto* row = new QHBoxLayout;
  prompt_ = new QLineEdit;
  prompt_->setObjectName("askText");
  prompt_->setAccessibleName(tr("Ask the model"));
  prompt_->setProperty("reading", true);
  ask_ = button("ask", tr("Ask"));
  row->addWidget(prompt_, 1);
  row->addWidget(ask_);
  body()->addLayout(row);
  answerNote_ = label({}, "secondary", true);
  answerNote_->setObjectName("answerNote");
  answer_ = new QLabel;
  answer_->setObjectName("answer");
  answer_->setTextFormat(Qt::RichText);
  answer_->setWordWrap(true);
  answer_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  body()->addWidget(answerNote_);
  body()->addWidget(answer_);

  none_ = label(tr("The first samples come with the first evaluation."), "secondary", true);
  body()->addWidget(none_);
  body()->addWidget(both_);

  connect(slider_, &QSlider::valueChanged, this, [this](int value) {
    following_ = value == slider_->maximum();
    showSteps();
  });
  connect(ask_, &QPushButton::clicked, this, &SamplesCard::ask);
  connect(prompt_, &QLineEdit::returnPressed, this, &SamplesCard::ask);
  connect(&theme(), &Theme::changed, this, [this] { showSteps(); });
  reset(false);
}

void SamplesCard::reset(bool maskedWords) {
  record_ = nullptr;
  steps_.clear();
  following_ = true;
  answer_->hide();
  answerNote_->hide();
  prompt_->clear();
  prompt_->setPlaceholderText(
      maskedWords ? tr("Try it: a sentence with [MASK], the model fills it")
                  : tr("Try it: type a beginning, the model of this moment goes on"));
  showSteps();
}

void SamplesCard::show(const RunRecord& record) {
  record_ = &record;
  const std::vector<int64_t> steps = record.sampleSteps();
  if (steps == steps_) return;
  steps_ = steps;
  {
    const QSignalBlocker quiet(slider_);
    slider_->setRange(0, static_cast<int>(steps_.size()) - 1);
    if (following_) slider_->setValue(slider_->maximum());
  }
  showSteps();
}

void SamplesCard::showSteps() {
  const bool any = record_ && !steps_.empty();
  none_->setVisible(!any);
  both_->setVisible(any);
  const bool several = any && steps_.size() > 1;
  for (QWidget* part : std::initializer_list<QWidget*>{sliderFrom_, slider_, sliderTo_})
    part->setVisible(several);
  both_->layout()->setSpacing(theme().px(kSpaceL));
  for (QLabel* text : {firstText_, laterText_, answer_}) text->setFont(theme().font(16));
  if (!any) return;
  sliderFrom_->setText(tr("step %1").arg(countText(static_cast<double>(steps_.front()))));
  sliderTo_->setText(countText(static_cast<double>(steps_.back())));
  slider_->setMaximumWidth(theme().px(160));
  fill(firstStep_, firstText_, steps_.front());
  laterStep_->setVisible(several);
  laterText_->setVisible(several);
  if (several) {
    const auto at = static_cast<size_t>(std::clamp(slider_->value(), 0, slider_->maximum()));
    fill(laterStep_, laterText_, steps_[at]);
  }
}

void SamplesCard::fill(QLabel* step, QLabel* text, int64_t at) {
  step->setText(tr("at step %1").arg(countText(static_cast<double>(at))));
  QStringList shown, spoken;
  const std::vector<SampleRecord> samples = record_->samplesAt(at);
  for (const SampleRecord& sample : samples) {
    const QString prompt = QString::fromStdString(sample.prompt);
    QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(sample.json)).object();
    spoken << answerAsText(prompt, json);
    if (QString text = json.value("text").toString(); samples.size() > 1 && text.size() > kCut) {
      text.truncate(kCut);
      json["text"] = text + QStringLiteral("…");
    }
    shown << QStringLiteral("<p style=\"margin-top:0; margin-bottom:%1px\">%2</p>")
                 .arg(theme().px(kSpaceS))
                 .arg(answerAsHtml(prompt, json));
  }
  text->setText(shown.join(QString()));
  text->setAccessibleName(spoken.join('\n'));
  text->setToolTip(spoken.join("\n\n"));
}

void SamplesCard::ask() {
  const QString text = prompt_->text();
  if (text.trimmed().isEmpty()) return;
  answerNote_->setText(tr("Asking…"));
  setRole(answerNote_, "secondary");
  answerNote_->show();
  Q_EMIT asked(text);
}

void SamplesCard::showAnswer(const QString& prompt, const QJsonObject& answer) {
  setRole(answerNote_, "secondary");
  answerNote_->setText(
      tr("with the weights of step %1").arg(countText(answer.value("step").toDouble())));
  answerNote_->show();
  answer_->setText(answerAsHtml(prompt, answer));
  answer_->setAccessibleName(answerAsText(prompt, answer));
  answer_->show();
}

void SamplesCard::showAskProblem(const QString& reason) {
  setRole(answerNote_, "error");
  answerNote_->setText(reason);
  answerNote_->show();
}

}  // namespace unmask
