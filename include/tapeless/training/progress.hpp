// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#if __has_include(<unistd.h>) && __has_include(<sys/ioctl.h>)
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace tapeless {

/// State of a training. Sent after every batch, and once more, with `epoch_done`, when all
/// that belongs to the epoch (its validation, say) is known.
struct progress_event {
  std::size_t epoch = 0, epochs = 0;    ///< 1, 2, ... epochs
  std::size_t batch = 0, batches = 0;   ///< batches done in this epoch: 0, 1, ... batches
  std::size_t examples = 0;             ///< examples seen in this epoch
  double loss = 0;                      ///< mean over this epoch so far
  std::optional<double> accuracy = {};  ///< the same, from 0 to 1
  double learning_rate = 0;
  double seconds = 0;  ///< since this epoch began
  std::optional<double> validation_loss = {}, validation_accuracy = {};
  bool epoch_done = false;
};

/// Seconds as people read them: "0.42 s", "37 s", "4:05", "2:03:20".
[[gnu::cold]] inline std::string format_duration(double seconds) {
  char text[40];
  if (!(seconds >= 0 && seconds < 1e9)) return "?";
  const auto whole = static_cast<long long>(seconds + 0.5);
  if (seconds < 9.995)
    std::snprintf(text, sizeof text, "%.2f s", seconds);
  else if (whole < 60)
    std::snprintf(text, sizeof text, "%lld s", whole);
  else if (whole < 3600)
    std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  else
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  return text;
}

/// The line for an event, without its end, of at most `width` characters (0: as long as it gets;
/// anything else leaves room for a bar if it can). A function of its arguments alone.
///
///     epoch  3/10 [=========>          ] 412/937  loss 0.3127  acc 88.61 %  312455/s  1:02 left
///     epoch  3/10  loss 0.3127  acc 88.61 %  val loss 0.3391  val acc 87.80 %  312455/s  3.21 s
[[gnu::cold]] inline std::string format_progress(const progress_event& e, std::size_t width = 0) {
  char text[96];
  const auto add = [&text](std::string& to, const char* format, auto... values) {
    std::snprintf(text, sizeof text, format, values...);
    to += text;
  };
  const auto digits = static_cast<int>(std::to_string(e.epochs).size());
  std::string line, rest;
  add(line, "epoch %*zu/%zu", digits, e.epoch, e.epochs);
  if (!e.epoch_done)
    add(rest, " %*zu/%zu", static_cast<int>(std::to_string(e.batches).size()), e.batch, e.batches);
  add(rest, "  loss %.4g", e.loss);
  if (e.accuracy) add(rest, "  acc %.2f %%", 100 * *e.accuracy);
  if (e.validation_loss) add(rest, "  val loss %.4g", *e.validation_loss);
  if (e.validation_accuracy) add(rest, "  val acc %.2f %%", 100 * *e.validation_accuracy);
  if (e.seconds > 0 && e.examples > 0)
    add(rest, "  %.0f/s", static_cast<double>(e.examples) / e.seconds);
  if (e.epoch_done) {
    rest.append("  ").append(format_duration(e.seconds));
  } else if (e.batch > 0 && e.batches >= e.batch && e.epochs >= e.epoch) {
    const double per_batch = e.seconds / static_cast<double>(e.batch);
    const std::size_t left = (e.epochs - e.epoch) * e.batches + (e.batches - e.batch);
    rest.append("  ")
        .append(format_duration(per_batch * static_cast<double>(left)))
        .append(" left");
  }
  if (!e.epoch_done && width > line.size() + rest.size() + 8 && e.batches > 0) {
    const std::size_t room = width - line.size() - rest.size() - 3, cells = room < 30 ? room : 30;
    const std::size_t done = e.batch < e.batches ? cells * e.batch / e.batches : cells;
    line.append(" [").append(done, '=');
    if (done < cells) line.append(1, '>').append(cells - done - 1, ' ');
    line.append("]");
  }
  line += rest;
  if (width != 0 && line.size() > width) line.resize(width);
  return line;
}

/// Prints progress to a stream: on a terminal one line that is drawn anew, ten times a second at most,
/// and stays when its epoch is done; elsewhere plain lines, one per epoch, and in long epochs one per
/// tenth of it that comes 5 seconds or more after the line before.
///
/// Writes to standard output unless told otherwise: the lines belong to what a training program has to say,
/// keep their order among its other output, and `./train > log` keeps them, as plain lines.
///
///     .progress = tl::console          .progress = tl::console_reporter{.stream = stderr}
///
/// Cost      between two lines a comparison of the event's own time; no clock, no memory
struct console_reporter {
  enum class style { automatic, terminal, plain };

  std::FILE* stream = nullptr;  ///< null: standard output
  style how = style::automatic;
  std::size_t columns = 0;  ///< of the terminal; 0: ask it

  // What it remembers.
  std::size_t shown_epoch = 0, shown_batch = 0, shown_length = 0;
  double shown_at = 0;

  void operator()(const progress_event& e) {
    const bool new_epoch = e.epoch != shown_epoch;
    if (how == style::automatic) how = is_terminal() ? style::terminal : style::plain;
    if (how == style::terminal) {
      if (!e.epoch_done && !new_epoch && e.seconds - shown_at < 0.1) return;
      redraw(e, new_epoch);
    } else {
      if (new_epoch) remember(e, 0, 0);
      const bool due = e.seconds - shown_at >= 5 && (e.batch - shown_batch) * 10 >= e.batches &&
                       e.batch < e.batches;
      if (!e.epoch_done && !due) return;
      print(format_progress(e) + '\n');
      remember(e, e.batch, e.seconds);
    }
  }

 private:
  std::FILE* out() const { return stream != nullptr ? stream : stdout; }

  void remember(const progress_event& e, std::size_t batch, double seconds) {
    shown_epoch = e.epoch_done ? 0 : e.epoch;  // after its last line any event begins a new epoch
    shown_batch = batch;
    shown_at = seconds;
  }

  [[gnu::cold]] void redraw(const progress_event& e, bool new_epoch) {
    const bool unfinished = new_epoch && shown_length != 0;  // the epoch before keeps its line
    const std::string now = format_progress(e, width() - 1);
    std::string line(1, unfinished ? '\n' : '\r');
    line.append(now);
    if (now.size() < shown_length && !unfinished) line.append(shown_length - now.size(), ' ');
    if (e.epoch_done) line.append(1, '\n');
    print(line);
    remember(e, e.batch, e.seconds);
    shown_length = e.epoch_done ? 0 : now.size();
  }

  [[gnu::cold]] void print(const std::string& text) const {
    std::fwrite(text.data(), 1, text.size(), out());
    std::fflush(out());
  }

#ifdef TIOCGWINSZ
  bool is_terminal() const { return isatty(fileno(out())) == 1; }
  std::size_t width() const {
    winsize size{};
    if (columns > 1) return columns;
    return ioctl(fileno(out()), TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 80;
  }
#else
  bool is_terminal() const { return false; }
  std::size_t width() const { return columns > 1 ? columns : 80; }
#endif
};

/// Reports nothing.
struct silent_reporter {
  void operator()(const progress_event&) const {}
};

inline constexpr console_reporter console{};
inline constexpr silent_reporter silent{};

/// Any callable that takes a `const progress_event&`, kept by value; made of nothing it is silent, and
/// false. (As std::function is, without the compile time of its header.)
class progress_callback {
 public:
  progress_callback() = default;
  progress_callback(silent_reporter) {}  // NOLINT(google-explicit-constructor)
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, progress_callback> &&
           std::is_invocable_v<std::remove_cvref_t<F>&, const progress_event&>)
  // NOLINTNEXTLINE(google-explicit-constructor, bugprone-forwarding-reference-overload)
  progress_callback(F&& f) : target_(new holder<std::remove_cvref_t<F>>(std::forward<F>(f))) {}
  progress_callback(const progress_callback& other)
      : target_(other.target_ ? other.target_->copy() : nullptr) {}
  progress_callback(progress_callback&& other) noexcept
      : target_(std::exchange(other.target_, nullptr)) {}
  progress_callback& operator=(progress_callback other) noexcept {
    std::swap(target_, other.target_);
    return *this;
  }
  ~progress_callback() { delete target_; }

  explicit operator bool() const { return target_ != nullptr; }
  void operator()(const progress_event& e) const {
    if (target_ != nullptr) target_->call(e);
  }

 private:
  struct target {
    virtual ~target() = default;
    virtual target* copy() const = 0;
    virtual void call(const progress_event& e) = 0;
  };
  template <class F>
  struct holder final : target {
    explicit holder(const F& f) : function(f) {}
    explicit holder(F&& f) : function(std::move(f)) {}
    target* copy() const override { return new holder(function); }
    void call(const progress_event& e) override { function(e); }
    F function;
  };

  target* target_ = nullptr;
};

}  // namespace tapeless
