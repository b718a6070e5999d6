// Asking for excerpts and presenting them.
#include "ui/data/document_view.h"

#include <QButtonGroup>
#include <QSlider>
#include <QSpinBox>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/beside_layout.h"
#include "ui/widgets/words.h"

namespace unmask {

DocumentView::DocumentView(QWidget* parent)
    : Card(tr("Document"), parent), latest_(this, [this](Result<Excerpt> excerpt) {
        if (!excerpt) {
          Q_EMIT failed(excerpt.error());
          return;
        }
        excerpt_ = std::move(*excerpt);
        present();
      }) {
  setObjectName("documentView");
  number_ = new QSpinBox;
  number_->setObjectName("dataDocumentNumber");
  number_->setAccessibleName(tr("Document number"));
  number_->setToolTip(tr("Go to a document by its number (Ctrl+G)"));
  number_->setGroupSeparatorShown(true);
  number_->setKeyboardTracking(false);
  of_ = label({}, "secondary");
  of_->setObjectName("documentOf");
  previous_ = iconButton("documentPrevious", "previous", tr("Previous document (Ctrl+Page Up)"));
  next_ = iconButton("documentNext", "next", tr("Next document (Ctrl+Page Down)"));
  numberRow_ = new QWidget;
  auto* numbers = new QHBoxLayout(numberRow_);
  numbers->setContentsMargins(0, 0, 0, 0);
  for (QWidget* part : std::initializer_list<QWidget*>{previous_, number_, next_, of_})
    numbers->addWidget(part);
  numbers->addStretch(1);
  auto* modes = new QWidget;
  auto* modeRow = new QHBoxLayout(modes);
  modeRow->setContentsMargins(0, 0, 0, 0);
  modeRow->addStretch(1);
  // Beside each other, or in a narrow window one below the other.
  auto* beside = new BesideLayout(kSpaceS);
  beside->addWidget(numberRow_);
  beside->addWidget(modes);
  headingRow()->setStretch(0, 0);
  headingRow()->addLayout(beside, 1);

  invisible_ = modeButton("documentInvisible", QStringLiteral("\u00B7\u21E5\u23CE"));
  invisible_->setAccessibleName(tr("Show invisible characters"));
  invisible_->setToolTip(
      tr("Show spaces, tabs, line ends and every other character without ink. "
         "What you copy stays the true text."));
  asText_ = modeButton("documentAsText", tr("Text"));
  asPieces_ = modeButton("documentAsPieces", tr("Pieces"));
  auto* group = new QButtonGroup(this);
  modeRow->addWidget(invisible_);
  for (QPushButton* mode : {asText_, asPieces_}) {
    group->addButton(mode);
    modeRow->addWidget(mode);
  }
  asText_->setChecked(true);

  text_ = new ReadingText;
  text_->setObjectName("documentText");
  text_->setAccessibleName(tr("The document's text"));
  body()->addWidget(text_, 1);

  partRow_ = new QWidget;
  auto* parts = new QHBoxLayout(partRow_);
  parts->setContentsMargins(0, 0, 0, 0);
  partBack_ = iconButton("partBack", "previous", tr("The part before (Alt+Left)"));
  partOn_ = iconButton("partOn", "next", tr("The next part (Alt+Right)"));
  partBack_->setShortcut(QKeySequence("Alt+Left"));
  partOn_->setShortcut(QKeySequence("Alt+Right"));
  part_ = new QSlider(Qt::Horizontal);
  part_->setObjectName("partPosition");
  part_->setAccessibleName(tr("Position in the document"));
  part_->setTracking(false);
  parts->addWidget(partBack_);
  parts->addWidget(part_, 1);
  parts->addWidget(partOn_);
  body()->addWidget(partRow_);
  partRow_->hide();
  note_ = label({}, "secondary", true);
  note_->setObjectName("documentNote");
  body()->addWidget(note_);

  connect(number_, &QSpinBox::valueChanged, this,
          [this](int number) { goTo(static_cast<uint64_t>(number - 1)); });
  connect(previous_, &QPushButton::clicked, this, [this] { step(-1); });
  connect(next_, &QPushButton::clicked, this, [this] { step(1); });
  connect(group, &QButtonGroup::buttonClicked, this, [this] { read(); });
  connect(invisible_, &QPushButton::clicked, this, [this] { read(); });
  connect(partBack_, &QPushButton::clicked, this, [this] { movePart(-1); });
  connect(partOn_, &QPushButton::clicked, this, [this] { movePart(1); });
  connect(part_, &QSlider::valueChanged, this, [this](int permille) {
    const uint64_t last = excerpt_.documentBytes - std::min(excerpt_.documentBytes, partBytes());
    goTo(request_.document,
         static_cast<uint64_t>(static_cast<double>(last) * permille / part_->maximum()));
  });
  connect(&theme(), &Theme::changed, this, &DocumentView::present);
  text_->setMinimumHeight(theme().px(320));
}

uint64_t DocumentView::partBytes() const {
  return asPieces_->isChecked() && tokenizer_ ? kShownPieceBytes : kShownBytes;
}

void DocumentView::show(OpenCorpus corpus) {
  request_ = {};
  excerpt_ = {};
  request_.corpus = std::move(corpus);
  text_->clear();
  const uint64_t documents = request_.corpus ? request_.corpus->documents() : 0;
  const QSignalBlocker quiet(number_);
  number_->setRange(1, static_cast<int>(std::clamp<uint64_t>(documents, 1, 2'000'000'000)));
  number_->setValue(1);
  of_->setText(tr("of %1").arg(countText(static_cast<double>(documents))));
  numberRow_->setVisible(documents > 1);
  read();
}

void DocumentView::setTokenizer(std::shared_ptr<const Tokenizer> tokenizer) {
  tokenizer_ = std::move(tokenizer);
  asPieces_->setEnabled(tokenizer_ != nullptr);
  if (asPieces_->isChecked()) read();
}

void DocumentView::setPattern(std::shared_ptr<const TextPattern> pattern) {
  if (request_.pattern == pattern) return;
  request_.pattern = std::move(pattern);
  request_.selectBytes = 0;
  read();
}

void DocumentView::setModes(bool pieces, bool invisible) {
  (pieces ? asPieces_ : asText_)->setChecked(true);
  invisible_->setChecked(invisible);
  read();
}

void DocumentView::goTo(uint64_t document, uint64_t byte) {
  if (!request_.corpus || document >= request_.corpus->documents()) return;
  request_.document = document;
  request_.begin = byte;
  request_.selectBytes = 0;
  {
    const QSignalBlocker quiet(number_);
    number_->setValue(static_cast<int>(document + 1));
  }
  read();
  Q_EMIT documentShown(document);
}

void DocumentView::goTo(const SearchHit& hit) {
  const uint64_t part = partBytes();
  goTo(hit.document, hit.byte > part / 2 ? hit.byte - part / 2 : 0);
  request_.select = hit.byte;
  request_.selectBytes = hit.bytes;
  read();
}

void DocumentView::askForNumber() {
  number_->setFocus(Qt::ShortcutFocusReason);
  number_->selectAll();
}

void DocumentView::step(int by) {
  const uint64_t now = request_.document;
  if (by < 0 && now == 0) return;
  goTo(now + static_cast<uint64_t>(static_cast<int64_t>(by)));
}

void DocumentView::movePart(int by) {
  const uint64_t part = std::max<uint64_t>(1, excerpt_.bytes);
  if (by > 0 && excerpt_.begin + excerpt_.bytes < excerpt_.documentBytes)
    goTo(request_.document, excerpt_.begin + part);
  if (by < 0) goTo(request_.document, excerpt_.begin - std::min(excerpt_.begin, partBytes()));
}

void DocumentView::read() {
  if (!request_.corpus || request_.corpus->documents() == 0) return;
  previous_->setEnabled(request_.document > 0);
  next_->setEnabled(request_.document + 1 < request_.corpus->documents());
  request_.invisible = invisible_->isChecked();
  request_.tokenizer = asPieces_->isChecked() ? tokenizer_ : nullptr;
  latest_.ask([request = request_] { return readExcerpt(request); });
}

void DocumentView::present() {
  const Excerpt& e = excerpt_;
  text_->setMinimumHeight(theme().px(320));
  text_->show(e.shown, e.pieces > 0, e.hits);
  if (e.selected) text_->selectSource(*e.selected);
  const bool whole = e.bytes >= e.documentBytes;
  partRow_->setVisible(!whole);
  partBack_->setEnabled(e.begin > 0);
  partOn_->setEnabled(e.begin + e.bytes < e.documentBytes);
  {
    const QSignalBlocker quiet(part_);
    // Steps of about a part, so that the keys move on by one.
    const uint64_t parts = std::clamp<uint64_t>(e.documentBytes / partBytes(), 1, 10'000);
    const uint64_t last = e.documentBytes - std::min(e.documentBytes, partBytes());
    part_->setRange(0, static_cast<int>(parts));
    part_->setPageStep(std::max(1, static_cast<int>(parts / 10)));
    part_->setValue(static_cast<int>(last ? std::min(e.begin, last) * parts / last : 0));
  }
  const auto count = [](uint64_t n) { return countText(static_cast<double>(n)); };
  QStringList notes;
  if (!whole)
    notes << tr("Bytes %1 to %2 of %3.")
                 .arg(count(e.begin), count(e.begin + e.bytes),
                      bytesText(static_cast<double>(e.documentBytes)));
  else if (e.documentBytes > 0) {
    if (e.pieces == 0)
      notes << (e.characters == 1 ? tr("1 character.")
                                  : tr("%1 characters.").arg(count(e.characters)));
    notes << (e.documentBytes == 1 ? tr("1 byte.") : tr("%1 bytes.").arg(count(e.documentBytes)));
  }
  if (e.pieces == 1)
    notes << tr("1 piece.");
  else if (e.pieces > 1)
    notes << tr("%1 pieces, %2 bytes each.")
                 .arg(count(e.pieces),
                      valueText(static_cast<double>(e.bytes) / static_cast<double>(e.pieces)));
  note_->setText(notes.join(' '));
  note_->setVisible(!notes.isEmpty());
}

}  // namespace unmask
