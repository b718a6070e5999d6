// Walking through the pictures of the corpus.
#include "ui/pretext/picture_item_pane.h"

#include <QRandomGenerator>
#include <QSpinBox>
#include <limits>

#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"
#include "ui/widgets/wrap_layout.h"

namespace unmask {

namespace {

constexpr qsizetype kMostCaptions = 3;
constexpr uint64_t kMostNumber = std::numeric_limits<int>::max();

}  // namespace

PictureItemPane::PictureItemPane(QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  auto* line = new QHBoxLayout;
  auto* back = iconButton("pictureBack", "previous", tr("The picture before"));
  auto* on = iconButton("pictureOn", "next", tr("The next picture"));
  auto* any = iconButton("pictureRandom", "reroll", tr("Any picture"));
  number_ = new QSpinBox;
  number_->setObjectName("pictureNumber");
  number_->setAccessibleName(tr("Picture"));
  number_->setGroupSeparatorShown(true);
  number_->setKeyboardTracking(false);
  number_->setRange(1, 1);
  QLabel* name = label(tr("Picture"), "");
  name->setBuddy(number_);
  of_ = label({}, "secondary");
  auto* choose = button("pictureChoose", tr("Choose…"));
  choose->setToolTip(tr("All pictures, small; of captioned ones, a search in the captions"));
  auto* which = new QWidget;  // in several lines where it is narrow and enlarged
  auto* parts = new WrapLayout;
  which->setLayout(parts);
  parts->setContentsMargins(0, 0, 0, 0);
  for (QWidget* part : std::initializer_list<QWidget*>{name, back, number_, on, any, of_})
    parts->addWidget(part);
  line->addWidget(which, 1);
  line->addWidget(choose, 0, Qt::AlignTop);
  column->addLayout(line);
  captions_ = label({}, "", true);
  captions_->setObjectName("itemCaptions");
  about_ = label({}, "secondary", true);
  about_->setObjectName("itemAbout");
  for (QLabel* text : {captions_, about_}) {
    text->setTextFormat(Qt::PlainText);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(text);
  }
  connect(number_, &QSpinBox::valueChanged, this, [this](int value) {
    if (!showing_) Q_EMIT pictureChosen(static_cast<quint64>(value - 1));
  });
  connect(back, &QPushButton::clicked, number_, &QSpinBox::stepDown);
  connect(on, &QPushButton::clicked, number_, &QSpinBox::stepUp);
  connect(any, &QPushButton::clicked, this, [this] {
    number_->setValue(
        static_cast<int>(QRandomGenerator::global()->bounded(1, number_->maximum() + 1)));
  });
  connect(choose, &QPushButton::clicked, this, &PictureItemPane::chooseAsked);
  connect(&theme(), &Theme::changed, this, &PictureItemPane::applyScale);
  applyScale();
}

void PictureItemPane::applyScale() {
  layout()->setSpacing(theme().px(kSpaceS));
  captions_->setFont(theme().font(14));
}

void PictureItemPane::show(const PretextState& state, uint64_t pictures) {
  showing_ = true;
  number_->setMaximum(static_cast<int>(std::clamp<uint64_t>(pictures, 1, kMostNumber)));
  number_->setValue(static_cast<int>(std::min<uint64_t>(state.picture, kMostNumber - 1)) + 1);
  of_->setText(tr("of %1").arg(countText(static_cast<double>(pictures))));
  showing_ = false;
}

void PictureItemPane::describe(const PictureDetail& detail, bool covered) {
  QStringList captions = detail.captions.mid(0, kMostCaptions);
  if (detail.allCaptions > static_cast<uint64_t>(captions.size()))
    captions << tr("and %1 more")
                    .arg(countText(static_cast<double>(detail.allCaptions) -
                                   static_cast<double>(captions.size())));
  captions_->setText(captions.join('\n'));
  captions_->setVisible(!captions.isEmpty() && !covered);
  QStringList about{detail.name};
  if (!detail.className.isEmpty() && !covered) about << tr("class %1").arg(detail.className);
  about_->setText(about.join(QStringLiteral(" · ")));
}

}  // namespace unmask
