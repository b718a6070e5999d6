// Asking, and the questions before.
#include "ui/train/ask_box.h"

#include <QKeyEvent>
#include <QLineEdit>

#include "core/runs/answer_note.h"
#include "ui/help/help.h"
#include "ui/theme/theme.h"
#include "ui/train/answer_view.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr size_t kEarlierShown = 5;
constexpr size_t kKept = 100;
constexpr int kCut = 200;  // characters of an earlier answer

QString weightsOf(const QJsonObject& answer) {
  QString text =
      AskBox::tr("with the weights of step %1").arg(countText(answer.value("step").toDouble()));
  if (answer.value("cut").toBool())
    text = AskBox::tr("%1, cut short so that the run goes on").arg(text);
  if (const Message note = answerNote(answer); !note.empty()) text += '\n' + inWords(note);
  return text;
}

}  // namespace

AskBox::AskBox(QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  auto* row = new QHBoxLayout;
  prompt_ = new QLineEdit;
  prompt_->setObjectName("askText");
  prompt_->setAccessibleName(tr("Ask the model"));
  prompt_->setToolTip(tr("Enter asks; the up and down keys bring earlier questions back"));
  prompt_->setProperty("reading", true);
  prompt_->installEventFilter(this);
  ask_ = button("ask", tr("Ask"));
  row->addWidget(prompt_, 1);
  row->addWidget(ask_);
  row->addWidget(helpMark("temperature"));
  column->addLayout(row);
  note_ = label({}, "secondary", true);
  note_->setObjectName("answerNote");
  // What became of the question stands below it; below that are the answers, of questions before.
  column->addWidget(note_);
  newest_ = new AnswerView("answer");
  column->addWidget(newest_);
  earlier_ = new QWidget;
  earlier_->setObjectName("askedEarlier");
  earlierRows_ = new QVBoxLayout(earlier_);
  earlierRows_->setContentsMargins(0, 0, 0, 0);
  column->addWidget(earlier_);
  connect(ask_, &QPushButton::clicked, this, &AskBox::ask);
  connect(prompt_, &QLineEdit::returnPressed, this, &AskBox::ask);
  connect(&theme(), &Theme::changed, this, [this] { layout()->setSpacing(theme().px(kSpaceS)); });
  begin({}, false);
}

void AskBox::begin(const std::filesystem::path& run, bool maskedWords) {
  run_ = run;
  masked_ = maskedWords;
  recalled_ = -1;
  prompt_->clear();
  note_->hide();
  setLive(false);
  showHistory();
}

void AskBox::setLive(bool live) {
  prompt_->setPlaceholderText(masked_ ? tr("Try it: a sentence with [MASK], the model fills it")
                              : live
                                  ? tr("Try it: type a beginning, the model of this moment goes on")
                                  : tr("Try it: type a beginning, the newest checkpoint goes on"));
  prompt_->setToolTip(prompt_->placeholderText());  // where there is no room for it
}

void AskBox::ask() {
  const QString text = prompt_->text();
  if (text.trimmed().isEmpty()) {
    prompt_->setFocus();
    return say(masked_ ? tr("Type a sentence with [MASK] first.")
                       : tr("Type something for the model first."));
  }
  say(tr("Asking…"));
  recalled_ = -1;
  Q_EMIT asked(text);
}

void AskBox::showAnswer(const QString& prompt, const QJsonObject& answer) {
  auto& all = asked_[run_];
  all.push_back({prompt, answer});
  if (all.size() > kKept) all.erase(all.begin());
  showHistory();
}

void AskBox::showProblem(const QString& reason) {
  say(reason, "error");
}

void AskBox::say(const QString& text, const char* role) {
  setRole(note_, role);
  note_->setText(text);
  note_->show();
}

void AskBox::showHistory() {
  const auto& all = asked_[run_];
  newest_->setVisible(!all.empty());
  clear(earlierRows_);
  earlier_->setVisible(all.size() > 1);
  if (all.empty()) return;
  newest_->setAnswer(all.back().prompt, all.back().answer);
  say(weightsOf(all.back().answer),
      answerNote(all.back().answer).empty() ? "secondary" : "warning");
  if (all.size() < 2) return;
  earlierRows_->setSpacing(theme().px(kSpaceS));
  earlierRows_->addWidget(label(tr("Asked before"), "heading"));
  for (size_t back = 2; back <= std::min(all.size(), kEarlierShown + 1); ++back) {
    const Asked& asked = all[all.size() - back];
    auto* view = new AnswerView(QString("answerBefore.%1").arg(back - 1));
    view->setAnswer(asked.prompt, asked.answer, kCut);
    earlierRows_->addWidget(view);
    earlierRows_->addWidget(label(weightsOf(asked.answer), "secondary", true));
  }
}

void AskBox::recall(int by) {
  const auto& all = asked_[run_];
  const int newest = static_cast<int>(all.size()) - 1;
  recalled_ = std::clamp(recalled_ + by, -1, newest);
  prompt_->setText(recalled_ < 0 ? QString() : all[static_cast<size_t>(newest - recalled_)].prompt);
}

bool AskBox::eventFilter(QObject* watched, QEvent* event) {
  if (watched == prompt_ && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
      recall(key == Qt::Key_Up ? 1 : -1);
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace unmask
