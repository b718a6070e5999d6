// Laying out the pictures of an example and saying what they are.
#include "ui/pretext/picture_example_view.h"

#include <QGridLayout>
#include <QLocale>
#include <cmath>
#include <set>
#include <utility>

#include "ui/pretext/view_words.h"
#include "ui/theme/theme.h"
#include "ui/widgets/even_lines.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

// Of a picture, at 100 %: below the easy side there are several rows.
constexpr int kLeastSide = 72, kEasySide = 112, kMostSide = 320;

QString count(int64_t value) {
  return countText(static_cast<double>(value));
}

// "16 of 64 patches", "25 %"
// Each piece in a box of its own; what is no piece of the caption, [CLS] and [SEP], is paler.
QString boxed(const QString& name, const QStringList& pieces, const QString& after) {
  const Palette& p = theme().palette();
  QString html = QString("<span style=\"color:%1\">%2</span> ")
                     .arg(p.secondary.name(), name.toHtmlEscaped());
  for (const QString& piece : pieces) {
    const bool reserved = piece.startsWith('[') && piece.endsWith(']');
    html += QString("<span style=\"background-color:%1;color:%2\">&nbsp;%3&nbsp;</span> ")
                .arg(p.sunken.name(), (reserved ? p.secondary : p.text).name(),
                     piece.toHtmlEscaped());
  }
  if (!after.isEmpty())
    html += QString("<span style=\"color:%1\">%2</span>")
                .arg(p.secondary.name(), after.toHtmlEscaped());
  return html;
}

QStringList patchesText(int64_t some, int64_t all) {
  return {PictureExampleView::tr("%1 of %2 patches", "some, all").arg(count(some), count(all)),
          PictureExampleView::tr("%1 %").arg(QLocale().toString(
              100. * static_cast<double>(some) / static_cast<double>(all), 'g', 4))};
}

QRectF placeOf(const Crop& crop, PictureShape shape) {
  const auto part = [](int64_t value, int64_t whole) {
    return static_cast<double>(value) / static_cast<double>(whole);
  };
  return {part(crop.left, shape.width), part(crop.top, shape.height), part(crop.width, shape.width),
          part(crop.height, shape.height)};
}

}  // namespace

QImage normalisedPatches(const QImage& view, int grid, int64_t channels) {
  QImage out = view.convertToFormat(QImage::Format_RGB32);
  const int patch = out.width() / std::max(grid, 1);
  for (int top = 0; top < grid * patch; top += patch)
    for (int left = 0; left < grid * patch; left += patch) {
      double sum = 0, squares = 0;
      const auto each = [&](auto visit) {
        for (int y = top; y < top + patch; ++y) {
          auto* line = reinterpret_cast<QRgb*>(out.scanLine(y));
          for (int x = left; x < left + patch; ++x) visit(line[x]);
        }
      };
      each([&](QRgb& pixel) {
        for (int c = 0; c < static_cast<int>(channels); ++c) {
          const double value = (pixel >> (16 - 8 * c)) & 0xFF;
          sum += value;
          squares += value * value;
        }
      });
      const double n = static_cast<double>(patch * patch * channels), mean = sum / n;
      // Unbiased, and never a division by nothing: recipes.md 6.1, in units of a byte.
      const double variance = std::max(0.0, squares - n * mean * mean) / std::max(n - 1, 1.0);
      const double deviation = std::sqrt(variance + 1e-6 * 255 * 255);
      each([&](QRgb& pixel) {
        const auto shade = [&](int shift) {
          const double value = ((pixel >> shift) & 0xFF) - mean;
          return std::clamp(static_cast<int>(std::lround(127.5 + value / deviation * 42.5)), 0,
                            255);
        };
        pixel = qRgb(shade(16), shade(8), shade(0));
      });
    }
  return out;
}

PictureExampleView::PictureExampleView(QString name, QWidget* parent)
    : QWidget(parent), name_(std::move(name)) {
  setObjectName("pictureExample." + name_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  heading_ = label({}, "heading", true);
  heading_->setObjectName("pictureHeading." + name_);
  column->addWidget(heading_);
  auto* row = new QHBoxLayout;
  rows_ = new QGridLayout;
  rows_->setContentsMargins(0, 0, 0, 0);
  row->addLayout(rows_);
  row->addStretch(1);
  column->addLayout(row);
  caption_ = label({}, "", true);
  caption_->setObjectName("pictureCaption." + name_);
  partners_ = label({}, "secondary", true);
  partners_->setObjectName("picturePartners." + name_);
  wrongCaption_ = label({}, "", true);
  wrongCaption_->setObjectName("wrongCaption." + name_);
  for (QLabel* text : {caption_, wrongCaption_}) text->setTextFormat(Qt::RichText);
  for (QLabel* text : {caption_, partners_, wrongCaption_}) {
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->hide();
    column->addWidget(text);
  }
  connect(&theme(), &Theme::changed, this, &PictureExampleView::arrange);
}

void PictureExampleView::addTile() {
  const size_t at = tiles_.size();
  Tile tile{new QWidget(this),
            new PictureCanvas,
            label({}, ""),
            label({}, ""),
            label({}, "secondary", true),
            linkButton("pictureMore." + name_ + '.' + QString::number(at), {})};
  const QString place = QString("%1.%2").arg(name_).arg(at);
  tile.canvas->setObjectName("pictureCanvas." + place);
  tile.title->setObjectName("pictureTitle." + place);
  tile.words->setObjectName("pictureWords." + place);
  tile.words->setTextInteractionFlags(Qt::TextSelectableByMouse);
  tile.words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  auto* column = new QVBoxLayout(tile.holder);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(tile.canvas);
  auto* line = new QHBoxLayout;
  line->addWidget(tile.sample);
  line->addWidget(tile.title, 1);
  column->addLayout(line);
  column->addWidget(tile.words);
  column->addWidget(tile.more, 0, Qt::AlignLeft);
  column->addStretch(1);
  columns_ = 0;  // to be laid out
  connect(tile.more, &QPushButton::clicked, this, [this] {
    unfolded_ = !unfolded_;
    for (const Tile& each : tiles_) showWords(each);
  });
  connect(tile.canvas, &PictureCanvas::patchChosen, this, &PictureExampleView::patchChosen);
  connect(tile.canvas, &PictureCanvas::uncoverAsked, this, &PictureExampleView::uncoverAsked);
  tiles_.push_back(tile);
}

void PictureExampleView::setTile(size_t index, const QString& title, PictureCanvas::Content content,
                                 const QStringList& words, int frame) {
  while (tiles_.size() <= index) addTile();
  Tile& tile = tiles_[index];
  tile.title->setText(title);
  tile.frame = frame;
  tile.folds = false;
  tile.lines =
      content.covered ? QStringList{tr("Covered: guess, then click or press Enter.")} : words;
  tile.canvas->setAccessibleName(title);
  tile.canvas->setAccessibleDescription(tile.lines.join('\n'));
  tile.canvas->show(std::move(content));
  showWords(tile);
}

void PictureExampleView::foldTile(size_t index) {
  tiles_[index].folds = true;
  showWords(tiles_[index]);
}

void PictureExampleView::showWords(const Tile& tile) {
  const bool folds = tile.folds && tile.lines.size() > 2;
  tile.words->setText(folds && !unfolded_ ? tile.lines.first() : tile.lines.join('\n'));
  tile.more->setText(unfolded_ ? tr("fewer") : tr("%1 more", "draws").arg(tile.lines.size() - 1));
  tile.more->setVisible(folds);
}

void PictureExampleView::show(const QString& heading, const PictureItem& item, PictureShape shape,
                              const RunSpec& spec, bool covered) {
  heading_->setText(heading);
  heading_->setVisible(!heading.isEmpty());
  setAccessibleName(heading);
  patches_ = item.example.patches;
  pieces_ = item.caption;
  cut_ = item.example.caption.cut
             ? tr("cut: the context is %1").arg(count(spec.model.context))
             : QString();
  covered_ = covered;
  shownPartners_ = {};
  blocks_ = item.example.blocks;
  codes_ = item.code.codes;
  if (const auto* masked = std::get_if<MaskedPixelsSettings>(&spec.objectiveSettings))
    showMasked(item, shape, *masked, covered);
  else if (hasCodes(spec))
    showCodes(item, shape, spec, covered);
  else
    showViews(item, shape, viewOf(spec), covered);
  for (size_t i = 0; i < tiles_.size(); ++i) tiles_[i].holder->setVisible(i < shown_);
  arrange();
}

void PictureExampleView::showMasked(const PictureItem& item, PictureShape shape,
                                    const MaskedPixelsSettings& settings, bool covered) {
  grid_ = static_cast<int>(patchGrid(settings));
  const ViewDraws& draws = item.example.views.front();
  const QImage& view = item.views.front();
  const int64_t all = static_cast<int64_t>(patches_.mask.size());
  const int64_t hidden = all - patches_.visible;
  std::vector<uint8_t> seen(patches_.mask.size());
  for (size_t i = 0; i < seen.size(); ++i) seen[i] = !patches_.mask[i];
  setTile(0, tr("Picture"),
          {item.picture, {{placeOf(draws.crop, shape), 0}}, 0, {}, {}, {}, covered},
          viewWords(draws, settings.view, shape.height, shape.width), covered ? -1 : 0);
  foldTile(0);
  setTile(1, tr("View"), {view, {}, grid_, {}, {}, {}, covered},
          {tr("%1 × %1 pixels", "size").arg(count(settings.view.size)),
           tr("%1 × %1 patches of %2", "count, size").arg(count(grid_), count(settings.patch))});
  setTile(2, tr("The encoder sees"), {view, {}, grid_, patches_.mask, {}, {}, false},
          patchesText(patches_.visible, all));
  setTile(3, tr("To be predicted"),
          {settings.normPix ? normalisedPatches(view, grid_, shape.channels) : view,
           {},
           grid_,
           seen,
           {},
           {},
           covered},
          patchesText(hidden, all)
              << (settings.normPix ? tr("normalised: grey is a patch's own mean")
                                   : tr("their pixels")));
  shown_ = 4;
}

void PictureExampleView::showCodes(const PictureItem& item, PictureShape shape, const RunSpec& spec,
                                   bool covered) {
  const auto* masked = std::get_if<MaskedTokensSettings>(&spec.objectiveSettings);
  const ViewSettings& settings = viewOf(spec);
  const int64_t patch =
      masked ? masked->patch : std::get<PictureTokenizerSettings>(spec.objectiveSettings).patch;
  grid_ = static_cast<int>(settings.size / patch);
  const int64_t all = int64_t{grid_} * grid_;
  const ViewDraws& draws = item.example.views.front();
  const QImage& view = item.views.front();
  size_t tile = 0;
  setTile(tile++, tr("Picture"),
          {item.picture, {{placeOf(draws.crop, shape), 0}}, 0, {}, {}, {}, covered},
          viewWords(draws, settings, shape.height, shape.width), covered ? -1 : 0);
  foldTile(0);
  setTile(tile++, tr("View"), {view, {}, grid_, {}, {}, {}, covered && masked},
          {tr("%1 × %1 pixels", "size").arg(count(settings.size)),
           tr("%1 × %1 patches of %2", "count, size").arg(count(grid_), count(patch))});
  if (masked) {
    setTile(tile++, tr("The model sees"), {view, {}, grid_, blocks_.mask, {}, {}, false},
            patchesText(all - blocks_.hidden, all)
                << tr("in blocks: %1", "how many").arg(blocks_.blocks.size()));
  }
  QStringList about = masked ? patchesText(blocks_.hidden, all) : QStringList();
  // The roles alone, where there is no tokenizer to ask: what is not to be named is not shown.
  PictureCanvas::Content codes{{}, {}, grid_, {}, item.code.codes, blocks_.mask, covered};
  if (item.code.codes.empty()) {
    codes.codes.assign(static_cast<size_t>(all), -1);
    codes.blank.assign(static_cast<size_t>(all), 1);
    about << tr("no codes yet");
  } else {
    const std::set<int> different(item.code.codes.begin(), item.code.codes.end());
    about << tr("different codes: %1", "how many").arg(different.size());
  }
  if (masked && !item.code.codes.empty()) about << tr("framed: to be named");
  setTile(tile++, tr("Codes"), std::move(codes), about);
  if (!item.code.painted.isNull())
    setTile(tile++, tr("Painted from the codes"), {item.code.painted, {}, 0, {}, {}, {}, covered},
            {tr("all that the codes keep of the view")});
  shown_ = tile;
}

void PictureExampleView::showViews(const PictureItem& item, PictureShape shape,
                                   const ViewSettings& settings, bool covered) {
  grid_ = 0;
  PictureCanvas::Content whole{item.picture, {}, 0, {}, {}, {}, covered};
  for (size_t v = 0; v < item.example.views.size(); ++v)
    whole.frames.push_back({placeOf(item.example.views[v].crop, shape), static_cast<int>(v)});
  setTile(0, tr("Picture"), std::move(whole),
          {tr("%1 × %2 pixels", "width, height").arg(count(shape.width), count(shape.height))});
  for (size_t v = 0; v < item.views.size(); ++v)
    setTile(v + 1, item.views.size() == 1 ? tr("View") : tr("View %1").arg(v + 1),
            {item.views[v], {}, 0, {}, {}, {}, false},
            covered ? QStringList()
                    : viewWords(item.example.views[v], settings, shape.height, shape.width),
            static_cast<int>(v));
  shown_ = 1 + item.views.size();
}

void PictureExampleView::showCaptions() {
  const QStringList& wrong = shownPartners_.wrongCaption;
  caption_->setText(boxed(tr("Caption:"), pieces_, cut_));
  caption_->setAccessibleName(tr("Caption: %1").arg((pieces_.join(' ') + ' ' + cut_).trimmed()));
  caption_->setVisible(!pieces_.isEmpty() && !covered_);
  partners_->setText(shownPartners_.said);
  partners_->setVisible(!shownPartners_.said.isEmpty() && !covered_);
  const bool unknown = shownPartners_.unknown;
  const QString words = unknown ? tr("needs a model") : shownPartners_.wrongCaptionWords;
  wrongCaption_->setText(boxed(tr("Wrong caption:"), wrong, words));
  wrongCaption_->setAccessibleName(tr("Wrong caption: %1, %2").arg(wrong.join(' '), words));
  wrongCaption_->setVisible((unknown || !wrong.isEmpty()) && !covered_);
}

void PictureExampleView::showPartners(const Partners& partners) {
  shownPartners_ = partners;
  shown_ = 2;
  if (partners.unknown || !partners.wrongPicture.isNull()) {
    setTile(2, tr("Wrong picture"), {partners.wrongPicture, {}, 0, {}, {}, {}, covered_},
            {partners.unknown ? tr("needs a model") : partners.wrongPictureWords});
    shown_ = 3;
  }
  for (size_t i = 0; i < tiles_.size(); ++i) tiles_[i].holder->setVisible(i < shown_);
  arrange();
}

void PictureExampleView::choosePatch(int patch) {
  for (const Tile& tile : tiles_)
    if (tile.canvas->focusPolicy() != Qt::NoFocus) tile.canvas->choosePatch(patch);
}

QString PictureExampleView::patchDetail(int patch) const {
  const auto at = static_cast<size_t>(patch);
  if (patch >= 0 && patches_.mask.empty()) return codeDetail(patch);
  if (patch < 0 || at >= patches_.mask.size()) return {};
  return (patches_.mask[at] ? tr("Patch %1, row %2, column %3: hidden, to be predicted. Its draw "
                                 "%4 comes in place %5; the first %6 of %7 stay visible.")
                            : tr("Patch %1, row %2, column %3: visible, no loss. Its draw %4 comes "
                                 "in place %5; the first %6 of %7 stay visible."))
      .arg(patch + 1)
      .arg(patch / grid_ + 1)
      .arg(patch % grid_ + 1)
      .arg(QLocale().toString(patches_.noise[at], 'f', 4))
      .arg(patches_.restore[at] + 1)
      .arg(patches_.visible)
      .arg(patches_.mask.size());
}

QString PictureExampleView::codeDetail(int patch) const {
  const auto at = static_cast<size_t>(patch);
  if (grid_ == 0 || patch >= grid_ * grid_) return {};
  QStringList words{tr("Patch %1, row %2, column %3")
                        .arg(patch + 1)
                        .arg(patch / grid_ + 1)
                        .arg(patch % grid_ + 1)};
  if (at < codes_.size()) words << tr("code %1").arg(codes_[at]);
  if (at < blocks_.mask.size()) {
    int covering = 0;  // the first block that hides it
    for (size_t b = 0; b < blocks_.blocks.size() && covering == 0; ++b) {
      const MaskBlock& block = blocks_.blocks[b];
      const int64_t row = patch / grid_ - block.top, column = patch % grid_ - block.left;
      if (row >= 0 && row < block.height && column >= 0 && column < block.width)
        covering = static_cast<int>(b) + 1;
    }
    words << (covering ? tr("hidden by block %1, its code is to be named").arg(covering)
                       : tr("visible, no loss"));
  }
  return words.join(QStringLiteral(" · "));
}

void PictureExampleView::arrange() {
  showCaptions();
  const int gap = theme().px(kSpaceM);
  layout()->setSpacing(theme().px(kSpaceXs));
  rows_->setSpacing(gap);
  const int tiles = static_cast<int>(std::max<size_t>(shown_, 1));
  const int columns = evenInLine(tiles, width(), theme().px(kEasySide), gap);
  const int side = std::clamp((width() - gap * columns) / columns, theme().px(kLeastSide),
                              theme().px(kMostSide));
  if (columns != std::exchange(columns_, columns))
    for (int i = 0; i < static_cast<int>(tiles_.size()); ++i)
      rows_->addWidget(tiles_[static_cast<size_t>(i)].holder, i / columns, i % columns,
                       Qt::AlignTop);
  for (const Tile& tile : tiles_) {
    tile.holder->setFixedWidth(side);
    tile.holder->layout()->setSpacing(theme().px(kSpaceXs));
    tile.title->setFont(theme().font(13, QFont::DemiBold));
    tile.canvas->setSide(side);
    tile.sample->setVisible(tile.frame >= 0);
    if (tile.frame >= 0)
      tile.sample->setPixmap(frameSample(tile.frame).pixmap(theme().px(22), theme().px(12)));
  }
}

QSize PictureExampleView::minimumSizeHint() const {
  return {2 * (theme().px(kLeastSide) + theme().px(kSpaceM)), QWidget::minimumSizeHint().height()};
}

void PictureExampleView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

}  // namespace unmask
