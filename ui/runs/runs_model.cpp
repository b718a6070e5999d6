// What each column of the table of runs says.
#include "ui/runs/runs_model.h"

#include <QColor>
#include <cmath>

#include "core/spec/catalogue.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

void RunsModel::show(std::vector<RunSummary> runs) {
  const bool same = runs.size() == runs_.size() &&
                    std::equal(runs.begin(), runs.end(), runs_.begin(),
                               [](auto& a, auto& b) { return a.folder == b.folder; });
  if (same) {  // keeps selection and scroll position
    runs_ = std::move(runs);
    if (!runs_.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCountAll - 1));
    return;
  }
  beginResetModel();
  runs_ = std::move(runs);
  endResetModel();
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const RunSummary& r = run(index.row());
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue(index.column() >= step ? Qt::AlignRight | Qt::AlignVCenter
                                                      : Qt::AlignLeft | Qt::AlignVCenter);
  if (role == Qt::ToolTipRole)
    return r.detail.empty() ? QString::fromStdString(r.folder.string())
                            : QString::fromStdString(r.detail);
  if (role == Qt::ForegroundRole && index.column() == state) {
    const Palette& p = theme().palette();
    if (isLive(r.state)) return p.predicted.ink;
    if (r.state == RunState::failed || r.state == RunState::failedToStart ||
        r.state == RunState::interrupted)
      return p.masked.ink;
    return {};
  }
  if (role != Qt::DisplayRole && role != sortRole) return {};
  const bool forSort = role == sortRole;
  switch (index.column()) {
    case name:
      return forSort ? QString::fromStdString(r.slug) : runName(r);
    case state:
      return stateName(r.state);
    case objective: {
      const ObjectiveInfo* info = findObjective(r.spec.objective);
      return info ? translated(info->label) : QString::fromStdString(r.spec.objective);
    }
    case corpus:
      return QString::fromStdString(r.spec.corpus.slug);
    case step: {
      const auto done = static_cast<double>(r.step);
      if (forSort) return done;
      const int64_t total = r.totalSteps ? r.totalSteps : r.spec.train.steps;
      return tr("%1 of %2").arg(countText(done), countText(static_cast<double>(total)));
    }
    case best:
      if (forSort) return std::isnan(r.bestValidationLoss) ? INFINITY : r.bestValidationLoss;
      return std::isnan(r.bestValidationLoss) ? QStringLiteral("–")
                                              : valueText(r.bestValidationLoss);
    default:
      return {};
  }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue(section >= step ? Qt::AlignRight | Qt::AlignVCenter
                                               : Qt::AlignLeft | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case name:
      return tr("Run");
    case state:
      return tr("State");
    case objective:
      return tr("Objective");
    case corpus:
      return tr("Corpus");
    case step:
      return tr("Step");
    case best:
      return tr("Best validation, nats");
    default:
      return {};
  }
}

}  // namespace unmask
