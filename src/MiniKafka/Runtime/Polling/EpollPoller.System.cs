using System.Runtime.InteropServices;

namespace MiniKafka.Runtime.Polling;

/// <content>What the system's library is called with.</content>
internal sealed partial class EpollPoller
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int MonotonicClock = 1;
    private const int AbsoluteTime = 1;
    private const int AddOperation = 1;
    private const uint In = 0x1;
    private const uint Out = 0x4;
    private const uint Error = 0x8;
    private const uint Closed = 0x10;
    private const uint PeerClosed = 0x2000;
    private const uint EdgeTriggered = 0x80000000;

    /// <summary>An event is 32 bits that say what, and 64 that say whose; on x86 without a gap between.</summary>
    private static readonly int IdAt = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;

    private static readonly int EventBytes = IdAt + sizeof(long);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(SafeHandle epoll, int operation, SafeHandle descriptor, ref byte wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int EpollWait(SafeHandle epoll, ref byte events, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(SafeHandle descriptor, in ulong value, nint bytes);

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int TimerFdCreate(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime")]
    private static partial int TimerFdSetTime(SafeHandle timer, int flags, in TimerSetting setting, nint before);

    /// <summary>Once at a time. Both fields of a time are as wide as an address wherever .NET runs.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimerSetting
    {
        public nint IntervalSeconds;
        public nint IntervalNanoseconds;
        public nint Seconds;
        public nint Nanoseconds;
    }
}
