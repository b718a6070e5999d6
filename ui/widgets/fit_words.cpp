// The words for each kind of help.
#include "ui/widgets/fit_words.h"

#include <QCoreApplication>
#include <QLocale>

#include "ui/widgets/words.h"

namespace unmask {

namespace {

class FitWords {
  Q_DECLARE_TR_FUNCTIONS(fit)
};

}  // namespace

QString remedy(const Fit& fit) {
  switch (fit.help) {
    case Fit::Help::shorterContext:
      return FitWords::tr("Use a context of %1").arg(countText(static_cast<double>(fit.context)));
    case Fit::Help::smallerBatch:
      return FitWords::tr("Use a batch of %1").arg(countText(static_cast<double>(fit.batch)));
    case Fit::Help::holdOut:
      return FitWords::tr("Hold out %1 %").arg(QLocale().toString(100 * (1 - fit.trainFraction),
                                                                  'g', 3));
    case Fit::Help::openCorpus:
    case Fit::Help::tokenizer:
      return FitWords::tr("Go to Data");
    case Fit::Help::none:
      break;
  }
  return {};
}

}  // namespace unmask
