// How a worker and its clients talk: frames on a local socket, and what is in them.
//
// A frame is the length of its payload (u32, little-endian), the protocol's version (u8) and the
// payload: one CBOR map with a text "type". Client to worker:
//   hello      nonce                          must come first
//   subscribe  after                          records with seq > after, then as they are committed
//   command    id, name, value                pause, resume, stop, checkpoint, evaluate, extend,
//                                             learning_rate, quit (a serving worker)
//   ask        id, text, picture, checkpoint  -1: the weights of now, or the newest checkpoint
// Worker to client:
//   welcome    mode (train | serve), run, spec, state, step, total, seconds_left
//   refused    reason                         then it hangs up
//   records    last, chunks, events, samples, checkpoints
//   caught_up  seq                            everything stored when `subscribe` came was sent
//   status     state, step, total, seconds_left, detail
//   done       id            error  id, reason            answer  id, answer
//   log        line
#pragma once

#include <QByteArray>
#include <QCborMap>
#include <optional>

#include "core/base/result.h"
#include "core/runs/records.h"

namespace unmask {

constexpr quint8 kProtocolVersion = 1;
constexpr qsizetype kMaximumFrame = 16 << 20;        // bytes of payload
constexpr qsizetype kMaximumFrameBefore = 64 << 10;  // before the nonce is accepted

QByteArray frame(const QCborMap&);

// Takes bytes as they come and gives whole messages. After an error it gives nothing more.
class FrameReader {
 public:
  explicit FrameReader(qsizetype maximum = kMaximumFrameBefore) : maximum_(maximum) {}
  void setMaximum(qsizetype bytes) { maximum_ = bytes; }
  void add(const QByteArray& bytes);
  // The next message, nothing when more bytes are needed, or why this cannot be a peer of ours.
  Result<std::optional<QCborMap>> next();

 private:
  QByteArray buffer_;
  qsizetype maximum_;
  bool broken_ = false;
};

QString typeOf(const QCborMap&);

QCborMap toCbor(const RecordBatch&);
Result<RecordBatch> recordsFrom(const QCborMap&);

QCborMap toCbor(const Message&);
Message messageFrom(const QCborValue&);

}  // namespace unmask
