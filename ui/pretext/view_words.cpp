// Wording a view's draws.
#include "ui/pretext/view_words.h"

#include <QCoreApplication>
#include <QLocale>

#include "ui/widgets/words.h"

namespace unmask {

namespace {

class Words {
  Q_DECLARE_TR_FUNCTIONS(viewWords)
};

QString number(double value, int digits = 2) {
  return QLocale().toString(value, 'f', digits);
}

QString colourChange(ColourChange change, double amount) {
  switch (change) {
    case ColourChange::brightness:
      return Words::tr("brightness × %1").arg(number(amount));
    case ColourChange::contrast:
      return Words::tr("contrast × %1").arg(number(amount));
    case ColourChange::saturation:
      return Words::tr("saturation × %1").arg(number(amount));
    case ColourChange::hue:
      return Words::tr("hue %1°", "angle with its sign")
          .arg((amount < 0 ? QStringLiteral("−") : QStringLiteral("+")) +
               number(std::abs(amount) * 360, 0));
  }
  return {};
}

}  // namespace

QStringList viewWords(const ViewDraws& draws, const ViewSettings& settings, int64_t height,
                      int64_t width) {
  const Crop& crop = draws.crop;
  const auto count = [](int64_t value) { return countText(static_cast<double>(value)); };
  const double area = static_cast<double>(crop.height * crop.width) /
                      static_cast<double>(std::max<int64_t>(height * width, 1));
  QStringList lines;
  lines << Words::tr("crop %1 × %2 at %3, %4", "width, height, left, top")
               .arg(count(crop.width), count(crop.height), count(crop.left), count(crop.top));
  QString shape = Words::tr("%1 % of the area, %2 as wide as high", "share, ratio")
                      .arg(number(100 * area, 1), number(static_cast<double>(crop.width) /
                                                         static_cast<double>(crop.height)));
  if (draws.inTheMiddle)
    shape += Words::tr(", since none of ten fitted");
  else if (draws.attempts > 1)
    shape += Words::tr(", attempt %1").arg(draws.attempts);
  lines << shape;
  if (settings.flip > 0)
    lines << (draws.flipped ? Words::tr("mirrored") : Words::tr("not mirrored"));
  if (settings.jitter > 0) {
    if (draws.jittered) {
      QStringList changes;
      for (const ColourChange change : draws.order)
        changes << colourChange(change, draws.amount(change));
      lines << changes.join(Words::tr(", then "));
    } else {
      lines << Words::tr("no colour jitter");
    }
  }
  if (settings.grey > 0) lines << (draws.grey ? Words::tr("grey") : Words::tr("colours kept"));
  if (settings.blur > 0)
    lines << (draws.sigma > 0 ? Words::tr("blurred, σ %1 pixels").arg(number(draws.sigma))
                              : Words::tr("not blurred"));
  return lines;
}

}  // namespace unmask
