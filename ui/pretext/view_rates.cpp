// Counting what was drawn, and the table of it.
#include "ui/pretext/view_rates.h"

#include <QGridLayout>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr uint64_t kViews = 10'000;

class Mean {
 public:
  void add(double value) {
    ++count_;
    sum_ += value;
    squares_ += value * value;
  }
  MeasuredMean value() const {
    if (count_ == 0) return {};
    const double n = static_cast<double>(count_), mean = sum_ / n;
    return {mean, std::sqrt(std::max(0.0, squares_ / n - mean * mean) / n)};
  }

 private:
  uint64_t count_ = 0;
  double sum_ = 0, squares_ = 0;
};

void add(Share& share, bool hit) {
  share.hits += hit;
  ++share.of;
}

void close(Share& share) {
  const double p = share.value();
  share.error = share.of ? std::sqrt(p * (1 - p) / static_cast<double>(share.of)) : 0;
}

QString percent(double share, int digits = 2) {
  return QLocale().toString(100 * share, 'f', digits);
}

QString measured(double value, double error) {
  return ViewRatesCard::tr("%1 ± %2", "share in per cent, its standard error")
      .arg(percent(value), percent(error));
}

}  // namespace

Result<ViewRates> measureViewRates(const PreviewSource& source) {
  UNMASK_ASSIGN(const PictureBatches batches,
                PictureBatches::open(source.spec, foldersOf(source), Access::pread));
  const double pixels = static_cast<double>(batches.data().height() * batches.data().width());
  const auto perStep = static_cast<uint64_t>(source.spec.train.batchSize) *
                       static_cast<uint64_t>(source.spec.train.accumulate);
  ViewRates rates;
  Mean area, hidden, blocks, blockSize;
  const auto* tokens = std::get_if<MaskedTokensSettings>(&source.spec.objectiveSettings);
  const int64_t target = tokens ? maskTarget(*tokens) : 0;
  for (uint64_t i = 0; rates.views < kViews; ++i) {
    const PictureExample example = batches.trainingExample(i / perStep, i % perStep);
    for (const ViewDraws& draws : example.views) {
      ++rates.views;
      add(rates.flipped, draws.flipped);
      add(rates.jittered, draws.jittered);
      add(rates.grey, draws.grey);
      add(rates.blurred, draws.sigma > 0);
      add(rates.fittedAtOnce, draws.attempts == 1);
      area.add(static_cast<double>(draws.crop.height * draws.crop.width) / pixels);
    }
    if (const std::vector<uint8_t>& mask = maskOf(example); !mask.empty())
      hidden.add(static_cast<double>(std::ranges::count(mask, uint8_t{1})) /
                 static_cast<double>(mask.size()));
    if (example.blocks.mask.empty()) continue;
    blocks.add(static_cast<double>(example.blocks.blocks.size()));
    for (const MaskBlock& block : example.blocks.blocks)
      blockSize.add(static_cast<double>(block.height * block.width));
    add(rates.full, example.blocks.hidden == target);
  }
  for (Share* share : {&rates.flipped, &rates.jittered, &rates.grey, &rates.blurred,
                       &rates.fittedAtOnce, &rates.full})
    close(*share);
  rates.area = area.value();
  rates.hidden = hidden.value();
  rates.blocks = blocks.value();
  rates.blockSize = blockSize.value();
  return rates;
}

ViewRatesCard::ViewRatesCard(QWidget* parent)
    : MeasuredCard(tr("Asked for and measured"), "viewRatesNote", parent) {
  setObjectName("viewRatesCard");
}

void ViewRatesCard::show(const RunSpec& spec, const ViewRates& rates) {
  begin(
      tr("Asked for and measured (%1 views)").arg(countText(static_cast<double>(rates.views))));
  int row = 0;
  const auto line = [&](const char* id, const QString& name, const QString& asked,
                        const QString& value, bool off = false) {
    if (row > 0) grid_->addWidget(rule(), row++, 0, 1, 3);
    const char* role = row == 0 ? "secondary" : off ? "warning" : "";
    QLabel* words = label(name, row == 0 ? "secondary" : "", true);
    grid_->addWidget(words, row, 0, 1, asked.isEmpty() ? 2 : 1);
    QLabel* figure = label(off ? tr("! %1").arg(value) : value, role);
    QLabel* bound = asked.isEmpty() ? nullptr : label(asked, row == 0 ? role : "");
    for (QLabel* cell : {bound, figure}) {
      if (!cell) continue;
      cell->setAlignment(Qt::AlignRight);
      grid_->addWidget(cell, row, cell == figure ? 2 : 1);
    }
    if (id) figure->setObjectName(QString("measured.") + id);
    ++row;
  };
  bool deviating = false;
  const auto share = [&](const char* id, const QString& name, double asked, const Share& value) {
    if (asked <= 0) return;
    const bool off = deviates(value, asked);
    deviating = deviating || off;
    line(id, name, tr("%1 %").arg(QLocale().toString(100 * asked, 'g', 4)),
         measured(value.value(), value.error), off);
  };
  line(nullptr, {}, tr("asked"), tr("measured, %"));
  if (const auto* masked = std::get_if<MaskedPixelsSettings>(&spec.objectiveSettings))
    line("hidden", tr("hidden"),
         tr("%1 %").arg(QLocale().toString(100 * masked->maskRatio, 'g', 4)),
         percent(rates.hidden.mean));
  if (const auto* tokens = std::get_if<MaskedTokensSettings>(&spec.objectiveSettings)) {
    const int64_t all = patchGrid(*tokens) * patchGrid(*tokens);
    line(
        "hidden", tr("hidden"),
        tr("at most %1 %")
            .arg(QLocale().toString(
                100 * static_cast<double>(maskTarget(*tokens)) / static_cast<double>(all), 'f', 1)),
        measured(rates.hidden.mean, rates.hidden.error));
    line("full", tr("all that was asked"), {}, measured(rates.full.value(), rates.full.error));
    line("blockSize", tr("patches in a block"),
         tr("%1 or more").arg(countText(static_cast<double>(tokens->minBlock))),
         tr("%1 patches", "a mean").arg(QLocale().toString(rates.blockSize.mean, 'f', 2)));
    line("blocks", tr("in a picture"), {},
         tr("%1 blocks", "a mean").arg(QLocale().toString(rates.blocks.mean, 'f', 2)));
  }
  const ViewSettings view = viewOf(spec);
  share("flip", tr("mirrored"), view.flip, rates.flipped);
  share("jitter", tr("jittered"), view.jitter, rates.jittered);
  share("grey", tr("grey"), view.grey, rates.grey);
  share("blur", tr("blurred"), view.blur, rates.blurred);
  line("area", tr("mean crop"),
       tr("%1–%2 %", "range of shares").arg(percent(view.cropMin, 0), percent(view.cropMax, 0)),
       measured(rates.area.mean, rates.area.error));
  QStringList notes{tr("Over the first views that training would see.")};
  if (rates.fittedAtOnce.value() < 0.9995)
    notes << tr("%1 % of the crops fitted at once; the others were drawn again, which favours "
                "small ones.")
                 .arg(percent(rates.fittedAtOnce.value(), 1));
  if (deviating) notes << tr("! marks more than 5 standard errors from what was asked.");
  note_->setText(notes.join(' '));
}

}  // namespace unmask
