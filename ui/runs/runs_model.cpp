// What each column of the table of runs says.
#include "ui/runs/runs_model.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "core/spec/catalogue.h"
#include "core/spec/estimate.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/estimate_rows.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

QString objectiveName(const RunSummary& run) {
  const ObjectiveInfo* info = findObjective(run.spec.objective);
  return info ? translated(info->label) : QString::fromStdString(run.spec.objective);
}

QString whenText(int64_t ms) {
  if (ms <= 0) return QStringLiteral("–");
  const QDateTime when = QDateTime::fromMSecsSinceEpoch(ms);
  const QDate today = QDate::currentDate();
  if (when.date() == today) return QLocale().toString(when, "HH:mm");
  return QLocale().toString(when, when.date().year() == today.year()
                                      ? QStringLiteral("d MMM HH:mm")
                                      : QStringLiteral("d MMM yyyy"));
}

QString deviceText(const std::string& device) {
  return device == "cpu"    ? RunsModel::tr("CPU")
         : device == "auto" ? RunsModel::tr("auto")
                            : QString::fromStdString(device);
}

bool isNumber(int column) {
  return column >= RunsModel::size && column != RunsModel::device;
}

}  // namespace

bool isIn(RunGroup group, RunState state) {
  switch (group) {
    case RunGroup::all:
      return true;
    case RunGroup::live:
      return isLive(state);
    case RunGroup::finished:
      return state == RunState::finished;
    case RunGroup::resumable:
      return state == RunState::stopped || state == RunState::interrupted ||
             state == RunState::prepared;
    case RunGroup::failed:
      return state == RunState::failed || state == RunState::failedToStart;
  }
  return false;
}

QString searchText(const RunSummary& run) {
  QStringList parts{runName(run),
                    QString::fromStdString(run.slug),
                    QString::fromStdString(run.note),
                    QString::fromStdString(run.spec.objective),
                    objectiveName(run),
                    QString::fromStdString(run.spec.corpus.slug),
                    QString::fromStdString(run.spec.tokenizer.slug),
                    stateName(run.state),
                    deviceText(run.spec.device)};
  for (const std::string& tag : run.tags) parts << QString::fromStdString(tag);
  return parts.join('\n');
}

RunsModel::RunsModel(const Workspace& workspace, QObject* parent)
    : QAbstractTableModel(parent), workspace_(workspace) {}

bool RunsModel::isProtected(const RunSummary& run) const {
  return run.folder.parent_path() != workspace_.root() / "runs";
}

int RunsModel::rowOf(const std::filesystem::path& folder) const {
  for (size_t row = 0; row < runs_.size(); ++row)
    if (runs_[row].folder == folder) return static_cast<int>(row);
  return -1;
}

void RunsModel::show(const std::vector<RunSummary>& runs) {
  std::set<std::filesystem::path> here;
  for (const RunSummary& run : runs) here.insert(run.folder);
  for (int row = rowCount() - 1; row >= 0; --row) {
    if (here.contains(run(row).folder)) continue;
    beginRemoveRows({}, row, row);
    runs_.erase(runs_.begin() + row);
    endRemoveRows();
  }
  for (size_t row = 0; row < runs.size(); ++row) {
    if (row < runs_.size() && runs_[row].folder == runs[row].folder) {
      replace(static_cast<int>(row), runs[row]);
      continue;
    }
    // Both lists are in one order, so what does not match is new.
    beginInsertRows({}, static_cast<int>(row), static_cast<int>(row));
    runs_.insert(runs_.begin() + static_cast<std::ptrdiff_t>(row), runs[row]);
    endInsertRows();
  }
  if (std::erase_if(checked_, [&](const auto& folder) { return !here.contains(folder); }) > 0)
    Q_EMIT checksChanged();
}

// Says only what changed: an editor open on the name would lose what is being typed.
void RunsModel::replace(int row, const RunSummary& now) {
  RunSummary& before = runs_[static_cast<size_t>(row)];
  const bool renamed = before.name != now.name;
  before = now;
  if (renamed) Q_EMIT dataChanged(index(row, name), index(row, name));
  Q_EMIT dataChanged(index(row, state), index(row, columnCountAll - 1));
}

void RunsModel::applyTheme() {
  if (!runs_.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCountAll - 1));
}

void RunsModel::setChecked(std::set<std::filesystem::path> folders) {
  if (folders == checked_) return;
  checked_ = std::move(folders);
  applyTheme();
  Q_EMIT checksChanged();
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
  if (index.column() == compared) flags |= Qt::ItemIsUserCheckable;
  if (index.column() == name && index.isValid() && !isProtected(run(index.row())))
    flags |= Qt::ItemIsEditable;
  return flags;
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!index.isValid()) return false;
  const auto& folder = run(index.row()).folder;
  if (role == Qt::CheckStateRole && index.column() == compared) {
    if (value.toInt() == Qt::Checked)
      checked_.insert(folder);
    else
      checked_.erase(folder);
    Q_EMIT dataChanged(index, index);
    Q_EMIT checksChanged();
    return true;
  }
  if (role != Qt::EditRole || index.column() != name) return false;
  Q_EMIT renameAsked(folder, value.toString().trimmed());
  return true;
}

QString RunsModel::shown(const RunSummary& r, int column) const {
  const QString none = QStringLiteral("–");
  switch (column) {
    case name:
      return runName(r);
    case state:
      return isProtected(r) ? tr("%1, read-only", "a run's state").arg(stateName(r.state))
                            : stateName(r.state);
    case objective:
      return objectiveName(r);
    case corpus:
      return QString::fromStdString(r.spec.corpus.slug);
    case size:
      return parametersText(static_cast<double>(parameterCount(r.spec)));
    case learningRate:
      return QLocale().toString(r.spec.train.learningRate, 'g', 4);
    case best:
      return std::isnan(r.bestValidationLoss) ? none : valueText(r.bestValidationLoss);
    case step: {
      const int64_t total = r.totalSteps ? r.totalSteps : r.spec.train.steps;
      const QString of = countText(static_cast<double>(total));
      return r.step == total ? of : tr("%1 of %2").arg(countText(static_cast<double>(r.step)), of);
    }
    case started:
      return whenText(r.startedMs);
    case took:
      return r.trainedSeconds > 0 ? roughDuration(r.trainedSeconds) : none;
    case device:
      return deviceText(r.spec.device);
    default:
      return {};
  }
}

QVariant RunsModel::sortValue(const RunSummary& r, int column) const {
  switch (column) {
    case compared:
      return checked_.contains(r.folder) ? 0 : 1;
    case size:
      return static_cast<double>(parameterCount(r.spec));
    case learningRate:
      return r.spec.train.learningRate;
    case best:
      return std::isnan(r.bestValidationLoss) ? INFINITY : r.bestValidationLoss;
    case step:
      return static_cast<double>(r.step);
    case started:
      // Slugs begin with the time of their making, which orders what never started.
      return r.startedMs > 0 ? QString::number(r.startedMs).rightJustified(15, '0')
                             : "9" + QString::fromStdString(r.slug);
    case took:
      return r.trainedSeconds;
    default:
      return shown(r, column).toCaseFolded();
  }
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const RunSummary& r = run(index.row());
  const int column = index.column();
  switch (role) {
    case Qt::DisplayRole:
      return shown(r, column);
    case Qt::EditRole:
      return column == name ? QString::fromStdString(r.name) : shown(r, column);
    case sortRole:
      return sortValue(r, column);
    case Qt::CheckStateRole:
      if (column == compared) return checked_.contains(r.folder) ? Qt::Checked : Qt::Unchecked;
      return {};
    case Qt::AccessibleTextRole:
      if (column == compared)
        return checked_.contains(r.folder) ? tr("%1 is compared").arg(runName(r))
                                           : tr("%1 is not compared").arg(runName(r));
      return {};
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(Qt::Alignment(isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) |
                                 Qt::AlignVCenter);
    case Qt::ToolTipRole:
      if (column == compared) return tr("Show it on the chart (Space)");
      if (column == started && r.startedMs > 0)
        return QLocale().toString(QDateTime::fromMSecsSinceEpoch(r.startedMs), QLocale::LongFormat);
      if (column == name) return runName(r) + '\n' + QString::fromStdString(r.folder.string());
      return r.detail.empty() ? QString::fromStdString(r.folder.string()) : inWords(r.detail);
    case Qt::ForegroundRole: {
      const Palette& p = theme().palette();
      if (column != state) return {};
      if (isLive(r.state)) return p.predicted.ink;
      return isIn(RunGroup::failed, r.state) || r.state == RunState::interrupted ||
                     r.state == RunState::unknown
                 ? QVariant(p.masked.ink)
                 : QVariant();
    }
    default:
      return {};
  }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue(Qt::Alignment(isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) |
                               Qt::AlignVCenter);
  if (role == Qt::ToolTipRole && section == best)
    return tr(
        "Lowest validation loss. Only runs of one objective compare; with different tokenizers "
        "only in bits per byte.");
  if (role == Qt::AccessibleTextRole && section == compared) return tr("Compared on the chart");
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
    case size:
      return tr("Size", "parameters of a model");
    case learningRate:
      return tr("Rate", "learning rate, short");
    case best:
      return tr("Best loss");
    case step:
      return tr("Steps");
    case started:
      return tr("Started");
    case took:
      return tr("Took", "how long a run took");
    case device:
      return tr("Device");
    default:
      return {};
  }
}

}  // namespace unmask
