// Choosing and asking.
#include "ui/train/picture_ask_box.h"

#include <QFileInfo>
#include <QLineEdit>

#include "core/corpus/pictures/decode.h"
#include "core/runs/answer_note.h"
#include "ui/theme/theme.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr size_t kKept = 20, kEarlierShown = 2;

}  // namespace

PictureAskBox::PictureAskBox(QWidget* parent)
    : QWidget(parent), reading_(this, [this](const Read& read) { take(read); }) {
  setObjectName("pictureAskBox");
  auto* column = new QVBoxLayout(this);
  auto* row = new QHBoxLayout;
  choose_ = button("askPicture", tr("Choose a picture…"));
  choose_->setToolTip(tr("PNG, JPEG, WebP, BMP or GIF; cut to a square as at import"));
  again_ = button("askPictureAgain", tr("Hide other patches"));
  again_->setToolTip(tr("Asks the same picture with newly drawn hidden patches"));
  without_ = button("askWithoutPicture", tr("Without the picture"));
  invitation_ = label({}, "secondary", true);
  row->addWidget(choose_);
  row->addWidget(again_);
  row->addWidget(without_);
  row->addWidget(invitation_, 1);
  column->addLayout(row);
  captionRow_ = new QWidget;
  auto* captionLine = new QHBoxLayout(captionRow_);
  captionLine->setContentsMargins(0, 0, 0, 0);
  caption_ = new QLineEdit;
  caption_->setObjectName("askCaption");
  caption_->setAccessibleName(tr("Caption"));
  caption_->setPlaceholderText(tr("A caption: the model finds pictures for it"));
  caption_->setProperty("reading", true);
  caption_->setAcceptDrops(false);  // a file's address is no caption
  auto* ask = button("askPairs", tr("Ask"));
  captionLine->addWidget(caption_, 1);
  captionLine->addWidget(ask);
  column->addWidget(captionRow_);
  note_ = label({}, "secondary", true);
  note_->setObjectName("pictureAnswerNote");
  // What became of the question stands below it; below that are the answers, of questions before.
  column->addWidget(note_);
  rows_ = new QVBoxLayout;
  column->addLayout(rows_);
  connect(choose_, &QPushButton::clicked, this, &PictureAskBox::choose);
  connect(again_, &QPushButton::clicked, this, &PictureAskBox::ask);
  connect(without_, &QPushButton::clicked, this, [this] {
    question_.picture.clear();
    showHistory();
  });
  connect(ask, &QPushButton::clicked, this, &PictureAskBox::ask);
  connect(caption_, &QLineEdit::returnPressed, this, &PictureAskBox::ask);
  connect(&theme(), &Theme::changed, this, [this] { layout()->setSpacing(theme().px(kSpaceS)); });
  layout()->setContentsMargins(0, 0, 0, 0);
}

void PictureAskBox::begin(const std::filesystem::path& run, const RunSpec& spec) {
  run_ = run;
  spec_ = spec;
  question_ = {};
  caption_->clear();
  captionRow_->setVisible(familyOf(spec) == Family::pairs);
  note_->hide();
  setLive(false);
  showHistory();
}

void PictureAskBox::setLive(bool live) {
  invitation_->setText(live ? tr("Try it: or drop one here, the model of this moment answers")
                            : tr("Try it: or drop one here, the newest checkpoint answers"));
}

void PictureAskBox::setLook(ReconstructionLook look) {
  look_ = look;
  for (PictureAnswerView* view : views_) view->setLook(look);
}

bool PictureAskBox::informed() const {
  return std::ranges::any_of(
      views_, [](PictureAnswerView* view) { return !view->answer().informed.isNull(); });
}

void PictureAskBox::choose() {
  const QStringList files =
      dialogs().openFiles(window(), tr("Choose a picture"), tr("Pictures (*.png *.jpg *.jpeg "
                                                               "*.webp *.bmp *.gif)"));
  if (!files.isEmpty()) read(files.front());
}

void PictureAskBox::read(const QString& file) {
  say(tr("Reading %1…").arg(QFileInfo(file).fileName()));
  reading_.ask([file, size = viewOf(spec_).size, channels = spec_.channels] {
    return Read{file, decodedFile(file.toStdString(), size, channels)};
  });
}

void PictureAskBox::take(const Read& read) {
  if (!read.pixels) return say(inWords(read.pixels.error()), true);
  question_.picture = QByteArray(reinterpret_cast<const char*>(read.pixels->data()),
                                 static_cast<qsizetype>(read.pixels->size()));
  ask();
}

void PictureAskBox::ask() {
  const bool pairs = familyOf(spec_) == Family::pairs;
  question_.text = pairs ? caption_->text().trimmed() : QString();
  if (question_.picture.isEmpty() && question_.text.isEmpty()) {
    caption_->setFocus();
    return say(pairs ? tr("Type a caption or choose a picture first.")
                     : tr("Choose a picture first."));
  }
  say(tr("Asking…"));
  Q_EMIT asked(question_);
}

void PictureAskBox::say(const QString& text, bool problem) {
  setRole(note_, problem ? "error" : "secondary");
  note_->setText(text);
  note_->show();
}

void PictureAskBox::showAnswer(const QJsonObject& answer) {
  auto& all = answers_[run_];
  all.push_back(answer);
  if (all.size() > kKept) all.erase(all.begin());
  showHistory();
  QString said = tr("with the weights of step %1").arg(countText(answer["step"].toDouble()));
  if (const Message note = answerNote(answer); !note.empty()) said += '\n' + inWords(note);
  say(said);
}

void PictureAskBox::showProblem(const QString& reason) {
  say(reason, true);
}

void PictureAskBox::showHistory() {
  clear(rows_);
  views_.clear();
  const auto& all = answers_[run_];
  for (size_t back = 1; back <= std::min(all.size(), kEarlierShown + 1); ++back) {
    if (back == 2) rows_->addWidget(label(tr("Asked before"), "heading"));
    auto* view = new PictureAnswerView(back == 1 ? QString("pictureAnswer")
                                                 : QString("pictureAnswerBefore.%1").arg(back - 1));
    view->setLook(look_);
    view->setAnswer(all[all.size() - back], back > 1);
    rows_->addWidget(view);
    views_.push_back(view);
  }
  const bool held = !question_.picture.isEmpty();
  again_->setVisible(held && !views_.empty() && views_.front()->answer().grid > 0);
  without_->setVisible(held && familyOf(spec_) == Family::pairs);
}

}  // namespace unmask
