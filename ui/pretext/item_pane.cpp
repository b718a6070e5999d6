// Typing a sentence, walking through documents.
#include "ui/pretext/item_pane.h"

#include <QLineEdit>
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QSpinBox>
#include <limits>

#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"
#include "ui/widgets/wrap_layout.h"

namespace unmask {

namespace {

constexpr qsizetype kExcerpt = 220;  // characters that are shown of an item

QHBoxLayout* rowIn(QWidget* holder) {
  auto* row = new QHBoxLayout(holder);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(kSpaceS);
  return row;
}

}  // namespace

ItemPane::ItemPane(QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);

  sentenceRow_ = new QWidget;
  auto* typed = rowIn(sentenceRow_);
  sentence_ = new QLineEdit;
  sentence_->setObjectName("sentence");
  sentence_->setAccessibleName(tr("The sentence to make examples of"));
  sentence_->setPlaceholderText(tr("Type a sentence"));
  sentence_->setProperty("reading", true);
  sentence_->setMaxLength(kLongestSentence);
  auto* toDocument = linkButton("itemFromCorpus", tr("From the corpus"));
  toDocument->setToolTip(tr("Take a document of the corpus instead of the typed sentence"));
  typed->addWidget(sentence_, 1);
  typed->addWidget(toDocument);
  column->addWidget(sentenceRow_);

  excerpt_ = label({}, "", true);
  excerpt_->setObjectName("itemText");
  excerpt_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  column->addWidget(excerpt_);
  coveredNote_ = label(tr("The text is covered with the answers. H shows it."), "secondary", true);
  coveredNote_->setObjectName("itemCovered");
  column->addWidget(coveredNote_);

  documentRow_ = new QWidget;
  auto* line = new WrapLayout;
  documentRow_->setLayout(line);
  line->setContentsMargins(0, 0, 0, 0);
  auto* back = iconButton("documentBack", "previous", tr("The document before"));
  auto* on = iconButton("documentOn", "next", tr("The next document"));
  auto* any = iconButton("documentRandom", "reroll", tr("Any document"));
  number_ = new QSpinBox;
  number_->setObjectName("documentNumber");
  number_->setAccessibleName(tr("Document"));
  number_->setGroupSeparatorShown(true);
  number_->setKeyboardTracking(false);
  number_->setRange(1, 1);
  QLabel* name = label(tr("Document"), "");
  name->setBuddy(number_);
  of_ = label({}, "secondary");
  place_ = label({}, "secondary");
  place_->setObjectName("itemPlace");
  earlier_ = linkButton("itemEarlier", tr("To its beginning"));
  earlier_->setToolTip(tr("The beginning of this document"));
  later_ = linkButton("itemLater", tr("Further on"));
  later_->setToolTip(tr("What follows in this document"));
  auto* toSentence = linkButton("itemTyped", tr("Type a sentence"));
  for (QWidget* part : std::initializer_list<QWidget*>{name, back, number_, on, any, of_})
    line->addWidget(part);
  line->addWidget(toSentence);
  column->addWidget(documentRow_);
  auto* within = new WrapLayout;
  for (QWidget* part : std::initializer_list<QWidget*>{place_, earlier_, later_})
    within->addWidget(part);
  column->addLayout(within);

  connect(sentence_, &QLineEdit::textChanged, this, [this](const QString& text) {
    if (!showing_) Q_EMIT sentenceEdited(text);
  });
  connect(toDocument, &QPushButton::clicked, this, [this] { Q_EMIT sourceChosen(true); });
  connect(toSentence, &QPushButton::clicked, this, [this] { Q_EMIT sourceChosen(false); });
  connect(number_, &QSpinBox::valueChanged, this, [this](int value) {
    if (!showing_) Q_EMIT documentChosen(static_cast<quint64>(value - 1), 0);
  });
  connect(back, &QPushButton::clicked, number_, &QSpinBox::stepDown);
  connect(on, &QPushButton::clicked, number_, &QSpinBox::stepUp);
  connect(any, &QPushButton::clicked, this, [this] {
    number_->setValue(
        static_cast<int>(QRandomGenerator::global()->bounded(1, number_->maximum() + 1)));
  });
  const auto moveTo = [this](quint64 byte) {
    Q_EMIT documentChosen(static_cast<quint64>(number_->value() - 1), byte);
  };
  connect(earlier_, &QPushButton::clicked, this, [moveTo] { moveTo(0); });
  connect(later_, &QPushButton::clicked, this, [this, moveTo] { moveTo(item_.end); });
  connect(&theme(), &Theme::changed, this, &ItemPane::applyScale);
  applyScale();
}

void ItemPane::applyScale() {
  layout()->setSpacing(theme().px(kSpaceS));
  excerpt_->setFont(theme().font(14));
}

void ItemPane::show(const PretextState& state) {
  showing_ = true;
  if (sentence_->text() != state.sentence) sentence_->setText(state.sentence);
  if (number_->maximum() <= static_cast<int>(std::min<quint64>(state.documentNumber, 1 << 30)))
    number_->setMaximum(static_cast<int>(std::min<quint64>(state.documentNumber, 1 << 30)) + 1);
  number_->setValue(static_cast<int>(std::min<quint64>(state.documentNumber, 1 << 30)) + 1);
  sentenceRow_->setVisible(!state.document && !state.covered);
  documentRow_->setVisible(state.document);
  excerpt_->setVisible(state.document && !state.covered);
  coveredNote_->setVisible(state.covered);
  for (QWidget* part : std::initializer_list<QWidget*>{place_, earlier_, later_})
    part->setVisible(state.document);
  showing_ = false;
}

void ItemPane::showItem(const DocumentItem& item) {
  item_ = item;
  if (item.documents == 0) return;
  showing_ = true;
  number_->setMaximum(
      static_cast<int>(std::min<uint64_t>(item.documents, std::numeric_limits<int>::max())));
  of_->setText(tr("of %1").arg(countText(static_cast<double>(item.documents))));
  const QString text = QString::fromStdString(item.text);
  excerpt_->setText(text.size() > kExcerpt ? text.left(kExcerpt) + QStringLiteral("…") : text);
  place_->setText(tr("Bytes %1 to %2 of %3")
                      .arg(countText(static_cast<double>(item.begin)),
                           countText(static_cast<double>(item.end)),
                           countText(static_cast<double>(item.bytes))));
  earlier_->setEnabled(item.begin > 0);
  later_->setEnabled(item.end < item.bytes);
  showing_ = false;
}

}  // namespace unmask
