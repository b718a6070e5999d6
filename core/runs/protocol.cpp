// Framing, and records as CBOR. Everything that arrives is taken for hostile.
#include "core/runs/protocol.h"

#include <QCborArray>
#include <QCborValue>
#include <QtEndian>
#include <limits>

#include "core/runs/chunk.h"

namespace unmask {
namespace {

constexpr qsizetype kHeader = 5;

QString text(const std::string& utf8) {
  return QString::fromStdString(utf8);
}
std::string text(const QCborValue& value) {
  return value.toString().toStdString();
}

Error notOurs() {
  return {message(UNMASK_TEXT("core", "What arrived is not Unmask's protocol.")),
          message(UNMASK_TEXT("core", "Use the same version of Unmask on both sides."))};
}

QCborArray list(const std::vector<std::string>& values) {
  QCborArray out;
  for (const std::string& value : values) out.append(text(value));
  return out;
}

std::vector<std::string> values(const QCborValue& value) {
  std::vector<std::string> out;
  for (const QCborValue item : value.toArray()) out.push_back(text(item));
  return out;
}

}  // namespace

QByteArray frame(const QCborMap& map) {
  const QByteArray payload = map.toCborValue().toCbor();
  QByteArray bytes(kHeader, Qt::Uninitialized);
  qToLittleEndian<quint32>(static_cast<quint32>(payload.size()), bytes.data());
  bytes[4] = static_cast<char>(kProtocolVersion);
  return bytes + payload;
}

void FrameReader::add(const QByteArray& bytes) {
  if (!broken_) buffer_.append(bytes);
}

Result<std::optional<QCborMap>> FrameReader::next() {
  if (broken_) return failure(notOurs());
  if (buffer_.size() < kHeader) return std::optional<QCborMap>();
  const auto size = static_cast<qsizetype>(qFromLittleEndian<quint32>(buffer_.constData()));
  const bool possible = static_cast<quint8>(buffer_[4]) == kProtocolVersion && size <= maximum_;
  if (possible && buffer_.size() < kHeader + size) return std::optional<QCborMap>();
  if (possible) {
    QCborParserError error;
    const QCborValue value = QCborValue::fromCbor(buffer_.mid(kHeader, size), &error);
    // The error's offset is where the value ended: nothing may follow it.
    if (error.error == QCborError::NoError && value.isMap() && error.offset == size) {
      buffer_.remove(0, kHeader + size);
      return std::optional<QCborMap>(value.toMap());
    }
  }
  broken_ = true;
  buffer_.clear();
  return failure(notOurs());
}

QString typeOf(const QCborMap& map) {
  return map.value(QStringLiteral("type")).toString();
}

QCborMap toCbor(const RecordBatch& records) {
  QCborArray chunks, events, samples, checkpoints;
  for (const Chunk& chunk : chunksOf(records)) {
    chunks.append(QCborArray{text(chunk.series), qint64{chunk.segment},
                             QByteArray::fromStdString(chunk.data)});
  }
  for (const EventRecord& e : records.events) {
    events.append(QCborArray{qint64{e.seq}, qint64{e.segment}, qint64{e.step}, qint64{e.timeMs},
                             text(e.kind), text(e.text), list(e.values), text(e.advice),
                             list(e.adviceValues)});
  }
  for (const SampleRecord& s : records.samples) {
    samples.append(QCborArray{qint64{s.seq}, qint64{s.segment}, qint64{s.step}, qint64{s.index},
                              text(s.prompt), text(s.json)});
  }
  for (const CheckpointRecord& c : records.checkpoints) {
    checkpoints.append(QCborArray{qint64{c.seq}, qint64{c.segment}, qint64{c.step},
                                  static_cast<qint64>(c.bytes), c.validationLoss, c.best,
                                  c.removed});
  }
  return {{QStringLiteral("type"), QStringLiteral("records")},
          {QStringLiteral("last"), qint64{records.lastSeq}},
          {QStringLiteral("chunks"), chunks},
          {QStringLiteral("events"), events},
          {QStringLiteral("samples"), samples},
          {QStringLiteral("checkpoints"), checkpoints}};
}

Result<RecordBatch> recordsFrom(const QCborMap& map) {
  RecordBatch records;
  records.lastSeq = map.value(QStringLiteral("last")).toInteger();
  const auto rows = [&](const char* name) { return map.value(QLatin1String(name)).toArray(); };
  for (const QCborValue row : rows("chunks")) {
    const QCborArray r = row.toArray();
    const Chunk chunk{text(r.at(0)), r.at(1).toInteger(), 0, 0,
                      r.at(2).toByteArray().toStdString()};
    if (!unpack(chunk, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(),
                records)) {
      return failure(notOurs());
    }
  }
  for (const QCborValue row : rows("events")) {
    const QCborArray r = row.toArray();
    records.events.push_back({r.at(0).toInteger(), r.at(1).toInteger(), r.at(2).toInteger(),
                              r.at(3).toInteger(), text(r.at(4)), text(r.at(5)), values(r.at(6)),
                              text(r.at(7)), values(r.at(8))});
  }
  for (const QCborValue row : rows("samples")) {
    const QCborArray r = row.toArray();
    records.samples.push_back({r.at(0).toInteger(), r.at(1).toInteger(), r.at(2).toInteger(),
                               r.at(3).toInteger(), text(r.at(4)), text(r.at(5))});
  }
  for (const QCborValue row : rows("checkpoints")) {
    const QCborArray r = row.toArray();
    records.checkpoints.push_back({r.at(0).toInteger(), r.at(1).toInteger(), r.at(2).toInteger(),
                                   static_cast<uint64_t>(r.at(3).toInteger()), r.at(4).toDouble(),
                                   r.at(5).toBool(), r.at(6).toBool()});
  }
  return records;
}

QCborMap toCbor(const Message& message) {
  return {{QStringLiteral("pattern"), text(message.pattern)},
          {QStringLiteral("values"), list(message.values)}};
}

Message messageFrom(const QCborValue& value) {
  const QCborMap map = value.toMap();
  return {text(map.value(QStringLiteral("pattern"))), values(map.value(QStringLiteral("values")))};
}

}  // namespace unmask
