using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace MiniKafka.Runtime.Polling;

/// <summary>
/// Linux's epoll. Sockets are registered once, edge-triggered: the system tells of each change, and nothing has to be said to it again. Of the threads
/// that wait the one that came last is woken, whose memory is the warmest.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class EpollPoller : IPoller
{
    private const long Woken = 0;
    private const long TimeCame = 1;

    private readonly ConcurrentDictionary<long, SocketWatch> _watches = new();
    private readonly SafeFileHandle _epoll = Opened(EpollCreate(CloseOnExec));
    private readonly SafeFileHandle _wake = Opened(EventFd(0, CloseOnExec | NonBlocking));
    private readonly SafeFileHandle _timer = Opened(TimerFdCreate(MonotonicClock, CloseOnExec | NonBlocking));
    private long _lastId = TimeCame;

    public EpollPoller()
    {
        Register(_wake, In | EdgeTriggered, Woken);
        Register(_timer, In | EdgeTriggered, TimeCame);
    }

    public void Add(SocketWatch watch)
    {
        watch.Id = Interlocked.Increment(ref _lastId);
        _watches[watch.Id] = watch;
        try
        {
            Register(watch.Socket.SafeHandle, In | Out | PeerClosed | EdgeTriggered, watch.Id);
        }
        catch (ObjectDisposedException)
        {
            // The host has ended.
        }
        catch (SocketException)
        {
            _watches.TryRemove(watch.Id, out _);
            throw;
        }
    }

    /// <summary>Closing the socket takes it out of the system's set; what was on its way to be told finds no watch any more.</summary>
    public void Remove(SocketWatch watch) => _watches.TryRemove(watch.Id, out _);

    public void Armed(SocketWatch watch)
    {
        // The system tells of it anyway.
    }

    public void WakeAt(long timestamp)
    {
        // A time of zero would switch it off.
        var (seconds, rest) = Math.DivRem(Math.Max(1, timestamp), Stopwatch.Frequency);
        var time = new TimerSetting { Seconds = (nint)seconds, Nanoseconds = (nint)(rest * (1_000_000_000 / Stopwatch.Frequency)) };
        try
        {
            _ = TimerFdSetTime(_timer, AbsoluteTime, time, 0);
        }
        catch (ObjectDisposedException)
        {
            // The host has ended.
        }
    }

    public void Wake()
    {
        try
        {
            _ = Write(_wake, 1, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The host has ended.
        }
    }

    /// <summary>What is ready and finds no room wakes another thread that waits.</summary>
    public int Wait(Span<SocketNews> news, bool looksOnly)
    {
        Span<byte> events = stackalloc byte[news.Length * EventBytes];
        var count = EpollWait(_epoll, ref MemoryMarshal.GetReference(events), news.Length, looksOnly ? 0 : -1);
        var sockets = 0;
        for (; count > 0; count--, events = events[EventBytes..])
        {
            if (_watches.TryGetValue(MemoryMarshal.Read<long>(events[IdAt..]), out var watch))
            {
                var what = MemoryMarshal.Read<uint>(events);
                var isBroken = (what & (Error | Closed)) != 0;
                news[sockets++] = new SocketNews(watch, (what & In) != 0, (what & Out) != 0, isBroken || (what & PeerClosed) != 0, isBroken);
            }
        }

        return sockets;
    }

    public void Dispose()
    {
        _timer.Dispose();
        _wake.Dispose();
        _epoll.Dispose();
    }

    private static SafeFileHandle Opened(int descriptor) => descriptor >= 0
        ? new SafeFileHandle(descriptor, ownsHandle: true)
        : throw new IOException($"The system has no more file handles: {Marshal.GetLastPInvokeErrorMessage()}.");

    private void Register(SafeHandle descriptor, uint events, long id)
    {
        Span<byte> wanted = stackalloc byte[EventBytes];
        MemoryMarshal.Write(wanted, events);
        MemoryMarshal.Write(wanted[IdAt..], id);
        if (EpollControl(_epoll, AddOperation, descriptor, ref MemoryMarshal.GetReference(wanted)) != 0)
        {
            throw new SocketException((int)SocketError.NoBufferSpaceAvailable, $"The socket cannot be watched: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }
}
