// Listing picture tokenizers and saying what they are.
#include "ui/data/picture_tokenizers.h"

#include <algorithm>

#include "ui/data/invisible.h"
#include "ui/data/things_card.h"
#include "ui/help/help.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

QString number(uint64_t n) {
  return countText(static_cast<double>(n));
}
QString number(int64_t n) {
  return countText(static_cast<double>(n));
}

QString square(int64_t side) {
  return PictureTokenizers::tr("%1 × %1", "width and height").arg(number(side));
}

// The run it came from by its name, where it is still here.
QString originOf(const PictureTokenizerInfo& info, const Library& library) {
  const auto run = std::ranges::find_if(library.runs(), [&](const RunSummary& known) {
    return known.folder.filename().string() == info.run;
  });
  return run == library.runs().end() ? oneLine(QString::fromStdString(info.run)) : runName(*run);
}

}  // namespace

PictureTokenizers::PictureTokenizers(PageContext& context, ThreeColumns& columns, QWidget* above,
                                     QObject* parent)
    : QObject(parent), context_(context) {
  list_ = new ThingsCard("pictureTokenizer", tr("Picture tokenizers"));
  QAction* make = list_->addMenu().addAction(tr("Train one…"));
  make->setObjectName("trainPictureTokenizer");
  connect(make, &QAction::triggered, this, [this] {
    context_.choices.setObjective("picture-tokenizer");
    context_.choices.setRun({});
    context_.go(PageId::train);
  });
  columns.left()->insertWidget(columns.left()->indexOf(above) + 1, list_);
  connect(list_, &ThingsCard::chosen, this, [this](const QString& slug) {
    context_.choices.setPictureTokenizer(slug.toStdString());
  });

  card_ = new Card({});
  card_->setObjectName("pictureTokenizerFacts");
  card_->headingRow()->addWidget(helpMark("picture-tokenizer"));
  figures_ = new Figures;
  figures_->setObjectName("pictureTokenizerFigures");
  card_->body()->addWidget(figures_);
  columns.right()->addWidget(card_);
  setShown(false);
}

void PictureTokenizers::setShown(bool shown) {
  shown_ = shown;
  refresh();
}

void PictureTokenizers::refresh() {
  const auto& all = context_.library.pictureTokenizers();
  std::vector<Thing> things;
  for (const PictureTokenizerEntry& entry : all) {
    const PictureTokenizerInfo& info = entry.info;
    things.push_back(
        {QString::fromStdString(info.slug), oneLine(QString::fromStdString(info.name)),
         tr("%1 codes · %2 / %3 pixels", "how many, height of the view, height of a patch")
             .arg(number(info.shape.codes), number(info.size), number(info.shape.patch)),
         context_.library.placeOf(entry.folder), QString::fromStdString(entry.folder.string())});
  }
  const PictureTokenizerEntry* chosen = context_.choices.pictureTokenizer();
  list_->show(std::move(things), chosen ? QString::fromStdString(chosen->info.slug) : QString());
  list_->setVisible(shown_ && !all.empty());
  card_->setVisible(shown_ && chosen);
  if (!chosen) return;
  const PictureTokenizerInfo& info = chosen->info;
  const auto runs = static_cast<uint64_t>(
      std::ranges::count_if(context_.library.runs(), [&](const RunSummary& run) {
        return usesPictureTokenizer(run.spec) && run.spec.tokenizer.hash == info.hash;
      }));
  card_->setHeading(oneLine(QString::fromStdString(info.name)));
  figures_->setRows(
      {{tr("Codes"), number(info.shape.codes)},
       {tr("View"), tr("%1 pixels", "width and height").arg(square(info.size))},
       {tr("Patch"), tr("%1 pixels", "width and height").arg(square(info.shape.patch))},
       {tr("Codes of a view"), square(info.grid())},
       {tr("Channels"), number(info.shape.channels)},
       {tr("Parameters"), number(numbersIn(info.shape))},
       {tr("From the run"), originOf(info, context_.library)},
       {tr("Its step"), number(info.step)},
       {tr("Runs with it"), number(runs)}});
}

}  // namespace unmask
