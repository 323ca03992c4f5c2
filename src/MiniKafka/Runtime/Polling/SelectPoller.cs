using System.Diagnostics;
using System.Net.Sockets;

namespace MiniKafka.Runtime.Polling;

/// <summary>
/// What every system has. One of the threads that wait asks for all sockets that are armed, the others sleep until they are woken; while the one that
/// asks has something to tell, another looks now and then whether it came back. Without sockets all of them sleep.
/// </summary>
internal sealed class SelectPoller : IPoller
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);

    private readonly object _gate = new();
    private readonly Dictionary<Socket, SocketWatch> _watches = [];
    private readonly HashSet<SocketWatch> _armed = [];
    private readonly List<Socket> _reading = [];
    private readonly List<Socket> _writing = [];
    private readonly List<Socket> _failing = [];
    private SelectInterruption? _interruption;
    private bool _isAsking;
    private bool _isWoken;
    private bool _isDisposed;
    private int _sleepers;
    private int _lookers;
    private int _answers;
    private long _wakeAt = long.MaxValue;

    public void Add(SocketWatch watch)
    {
        lock (_gate)
        {
            _watches.Add(watch.Socket, watch);
            if (_interruption is null && !_isDisposed)
            {
                // Who waits for the time alone begins to ask.
                _interruption = new SelectInterruption();
                Monitor.PulseAll(_gate);
            }
        }
    }

    public void Remove(SocketWatch watch)
    {
        lock (_gate)
        {
            _watches.Remove(watch.Socket);
            if (_armed.Remove(watch))
            {
                Interrupt();
            }
        }
    }

    public void Armed(SocketWatch watch)
    {
        lock (_gate)
        {
            _armed.Add(watch);
            Interrupt();
        }
    }

    public void WakeAt(long timestamp)
    {
        lock (_gate)
        {
            _wakeAt = timestamp;
            Interrupt();
        }
    }

    public void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            if (_sleepers > 0)
            {
                Monitor.Pulse(_gate);
            }
            else
            {
                Interrupt();
            }
        }
    }

    public int Wait(Span<SocketNews> news, bool looksOnly)
    {
        lock (_gate)
        {
            if (!MayAsk(looksOnly))
            {
                return 0;
            }

            _isAsking = true;
            if (_interruption is null)
            {
                if (!looksOnly)
                {
                    Monitor.Wait(_gate, UntilTime());
                }

                _isWoken = false;
                EndAsking();
                return 0;
            }

            ListSockets(_interruption);
        }

        Ask(looksOnly ? TimeSpan.Zero : UntilTime());
        return Answer(news);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _interruption?.Dispose();
            _interruption = null;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>False when the wait is over. Sleeps while another thread asks; asks itself when nobody came back to do so.</summary>
    private bool MayAsk(bool looksOnly)
    {
        var isQuiet = true;
        while (!_isWoken && !_isDisposed)
        {
            if (!_isAsking)
            {
                return true;
            }

            if (looksOnly)
            {
                return false;
            }

            int seen;
            do
            {
                seen = _answers;
                _sleepers++;
                _lookers += isQuiet ? 0 : 1;
                Monitor.Wait(_gate, isQuiet ? Timeout.InfiniteTimeSpan : Moment);
                _lookers -= isQuiet ? 0 : 1;
                _sleepers--;
                isQuiet = _isAsking && seen == _answers;
            }
            while (seen != _answers && !_isWoken && !_isDisposed);
        }

        _isWoken = false;
        return false;
    }

    private void ListSockets(SelectInterruption interruption)
    {
        _reading.Add(interruption.Receiver);
        foreach (var watch in _armed)
        {
            if (watch.IsArmedToRead)
            {
                _reading.Add(watch.Socket);
            }

            if (watch.IsArmedToWrite)
            {
                // One that could not connect has failed, and on some systems that is all it is.
                _writing.Add(watch.Socket);
                _failing.Add(watch.Socket);
            }
        }

        _armed.RemoveWhere(watch => !watch.IsArmedToRead && !watch.IsArmedToWrite);
    }

    private void Ask(TimeSpan atMost)
    {
        try
        {
            Socket.Select(_reading, _writing, _failing, atMost);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // One of them was closed just now: the next to ask does without it.
            _reading.Clear();
            _writing.Clear();
            _failing.Clear();
        }
    }

    private int Answer(Span<SocketNews> news)
    {
        lock (_gate)
        {
            _interruption?.End();
            var sockets = Fill(news, _reading, isReadable: true);
            sockets += Fill(news[sockets..], _writing, isReadable: false);
            sockets += Fill(news[sockets..], _failing, isReadable: false);
            EndAsking();
            if (sockets == 0)
            {
                _isWoken = false;
            }

            // Whatever was told, or only woken for, another looks whether this one comes back.
            _answers++;
            if (_sleepers > 0 && _lookers == 0)
            {
                Monitor.Pulse(_gate);
            }

            return sockets;
        }
    }

    private int Fill(Span<SocketNews> news, List<Socket> found, bool isReadable)
    {
        var sockets = 0;
        foreach (var socket in found)
        {
            if (sockets < news.Length && _watches.TryGetValue(socket, out var watch))
            {
                news[sockets++] = new SocketNews(watch, isReadable, !isReadable);
            }
        }

        found.Clear();
        return sockets;
    }

    private void EndAsking()
    {
        _isAsking = false;
        if (Volatile.Read(ref _wakeAt) <= Stopwatch.GetTimestamp())
        {
            _wakeAt = long.MaxValue;
        }
    }

    private TimeSpan UntilTime()
    {
        var at = Volatile.Read(ref _wakeAt);
        return at == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Ceiling(Math.Clamp(Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at).TotalMilliseconds, 0, 60_000)));
    }

    /// <summary>Whoever asks is to look again.</summary>
    private void Interrupt()
    {
        if (!_isAsking)
        {
            // Whoever asked has something to do now: one of those that sleep takes its place.
            if (_sleepers > 0)
            {
                Monitor.Pulse(_gate);
            }
        }
        else if (_interruption is { } interruption)
        {
            interruption.Interrupt();
        }
        else
        {
            Monitor.PulseAll(_gate);
        }
    }
}
