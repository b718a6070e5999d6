// Reading and presenting one document.
#include "ui/data/document_view.h"

#include <QButtonGroup>
#include <QSpinBox>
#include <QTextEdit>

#include "core/corpus/corpus.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr uint64_t kShownBytes = 20'000;  // of a long document
constexpr uint64_t kShownPieceBytes = 6'000;

// Cuts to whole characters: a document's excerpt may end within one.
std::string wholeCharacters(std::string text) {
  size_t end = text.size();
  for (int back = 0; back < 4 && end > 0; ++back) {
    const auto byte = static_cast<unsigned char>(text[end - 1]);
    if (byte < 0x80) break;
    --end;
    if (byte >= 0xC0) {
      const size_t needs = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
      if (end + needs <= text.size()) return text;
      break;
    }
  }
  text.resize(end);
  return text;
}

}  // namespace

DocumentView::DocumentView(QWidget* parent)
    : Card(tr("Documents"), parent), latest_(this, [this](Result<Excerpt> excerpt) {
        if (excerpt) {
          excerpt_ = std::move(*excerpt);
          present();
        } else
          Q_EMIT failed(excerpt.error());
      }) {
  setObjectName("documentView");
  number_ = new QSpinBox;
  number_->setObjectName("documentNumber");
  number_->setAccessibleName(tr("Document number"));
  number_->setGroupSeparatorShown(true);
  of_ = label({}, "secondary");
  previous_ = iconButton("documentPrevious", "previous", tr("Previous document"));
  next_ = iconButton("documentNext", "next", tr("Next document"));
  asText_ = modeButton("documentAsText", tr("Text"));
  asPieces_ = modeButton("documentAsPieces", tr("Pieces"));
  auto* group = new QButtonGroup(this);
  for (QPushButton* mode : {asText_, asPieces_}) {
    group->addButton(mode);
    headingRow()->addWidget(mode);
  }
  asText_->setChecked(true);

  auto* row = new QHBoxLayout;
  row->addWidget(previous_);
  row->addWidget(number_);
  row->addWidget(next_);
  row->addWidget(of_);
  row->addStretch(1);
  body()->addLayout(row);
  text_ = new QTextEdit;
  text_->setObjectName("documentText");
  text_->setReadOnly(true);
  text_->setProperty("reading", true);
  text_->setAccessibleName(tr("The document's text"));
  text_->setFrameShape(QFrame::NoFrame);
  body()->addWidget(text_, 1);
  note_ = label({}, "secondary", true);
  body()->addWidget(note_);

  connect(number_, &QSpinBox::valueChanged, this, [this] { read(); });
  connect(previous_, &QPushButton::clicked, number_, &QSpinBox::stepDown);
  connect(next_, &QPushButton::clicked, number_, &QSpinBox::stepUp);
  connect(group, &QButtonGroup::buttonClicked, this, [this] { read(); });
  connect(&theme(), &Theme::changed, this, [this] {
    applyScale();
    present();
  });
  applyScale();
}

void DocumentView::applyScale() {
  text_->setFont(theme().font(16));
  text_->setMinimumHeight(theme().px(240));
}

void DocumentView::show(const CorpusEntry& entry, std::shared_ptr<const Tokenizer> tokenizer) {
  tokenizer_ = std::move(tokenizer);
  const bool same = folder_ == entry.folder;
  folder_ = entry.folder;
  const auto documents = static_cast<double>(entry.info.statistics.documents);
  {
    const QSignalBlocker quiet(number_);
    number_->setRange(1, static_cast<int>(std::clamp(documents, 1.0, 2e9)));
    if (!same) number_->setValue(1);
  }
  of_->setText(tr("of %1").arg(countText(documents)));
  read();
}

void DocumentView::setTokenizer(std::shared_ptr<const Tokenizer> tokenizer) {
  tokenizer_ = std::move(tokenizer);
  asPieces_->setEnabled(tokenizer_ != nullptr);
  if (asPieces_->isChecked()) read();
}

void DocumentView::read() {
  previous_->setEnabled(number_->value() > number_->minimum());
  next_->setEnabled(number_->value() < number_->maximum());
  if (folder_.empty()) return;
  const auto document = static_cast<uint64_t>(number_->value() - 1);
  const auto tokenizer = asPieces_->isChecked() ? tokenizer_ : nullptr;
  latest_.ask([folder = folder_, document, tokenizer]() -> Result<Excerpt> {
    UNMASK_ASSIGN(const Corpus corpus, Corpus::open(folder));
    Excerpt excerpt;
    UNMASK_ASSIGN(excerpt.bytes, corpus.documentBytes(document));
    UNMASK_ASSIGN(excerpt.text,
                  corpus.text(document, 0, tokenizer ? kShownPieceBytes : kShownBytes));
    excerpt.text = wholeCharacters(std::move(excerpt.text));
    if (tokenizer)
      for (const int32_t id : tokenizer->encode(excerpt.text).ids)
        excerpt.pieces.push_back(QString::fromStdString(displayPiece(*tokenizer, id)));
    return excerpt;
  });
}

void DocumentView::present() {
  const Excerpt& excerpt = excerpt_;
  if (excerpt.pieces.empty()) {
    text_->setCurrentCharFormat({});
    text_->setPlainText(QString::fromStdString(excerpt.text));
  } else {
    text_->clear();
    QTextCursor cursor(text_->document());
    const Palette& p = theme().palette();
    QTextCharFormat formats[2];
    formats[0].setBackground(p.kept.fill);
    formats[1].setBackground(p.sunken);
    for (QTextCharFormat& format : formats) format.setFont(theme().fixedFont(14));
    QTextCharFormat between;
    between.setFont(theme().fixedFont(14));
    cursor.beginEditBlock();
    for (size_t i = 0; i < excerpt.pieces.size(); ++i) {
      cursor.insertText(excerpt.pieces[i], formats[i % 2]);
      cursor.insertText(QString(QChar(0x200B)), between);  // lines may break between pieces
    }
    cursor.endEditBlock();
    text_->moveCursor(QTextCursor::Start);
  }
  const bool cut = excerpt.bytes > excerpt.text.size();
  note_->setVisible(cut || !excerpt.pieces.empty());
  QStringList notes;
  if (cut)
    notes << tr("The first %1 of %2.")
                 .arg(bytesText(static_cast<double>(excerpt.text.size())),
                      bytesText(static_cast<double>(excerpt.bytes)));
  if (!excerpt.pieces.empty())
    notes << tr("%1 pieces for %2 bytes.")
                 .arg(countText(static_cast<double>(excerpt.pieces.size())),
                      countText(static_cast<double>(excerpt.text.size())));
  note_->setText(notes.join(' '));
}

}  // namespace unmask
