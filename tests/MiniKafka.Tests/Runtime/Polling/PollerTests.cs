using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MiniKafka.Runtime.Polling;

namespace MiniKafka.Tests.Runtime.Polling;

/// <summary>What every poller promises, asked of each that runs here.</summary>
public sealed class PollerTests : IDisposable
{
    private const int FewBytes = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<IDisposable> _opened = [];

    public static TheoryData<string> Pollers => OperatingSystem.IsLinux() ? ["epoll", "select"] : ["select"];

    public void Dispose()
    {
        foreach (var opened in Enumerable.Reverse(_opened))
        {
            opened.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Pollers))]
    public void Who_waits_for_bytes_is_told_once_until_it_asks_again(string name)
    {
        var poller = Open(name);
        var (watch, peer) = Connect(poller);
        var told = 0;
        watch.Readable = () => told++;
        Assert.Equal(0, ReceiveAll(watch));
        Assert.True(watch.TryArmToRead());
        Look(poller);
        Assert.Equal(0, told);

        peer.Send(new byte[FewBytes]);
        WaitUntil(poller, () => told == 1);
        peer.Send(new byte[FewBytes]);
        Look(poller);
        Assert.Equal(1, told);

        // On some systems the poller has heard of the second bytes already, on others it hears when it is asked.
        if (watch.TryArmToRead())
        {
            WaitUntil(poller, () => told == 2);
        }

        Assert.Equal(2 * FewBytes, ReceiveAll(watch));
    }

    [Theory]
    [MemberData(nameof(Pollers))]
    public void Who_waits_for_room_is_told_when_the_peer_has_read(string name)
    {
        var poller = Open(name);
        var (watch, peer) = Connect(poller);
        var told = 0;
        watch.Writable = () => told++;
        var sent = Fill(watch);
        for (; !watch.TryArmToWrite(); sent += Fill(watch))
        {
            // It was heard of as having room before it was full.
        }

        Look(poller);
        Assert.Equal(0, told);
        for (var buffer = new byte[64 * 1024]; sent > 0;)
        {
            sent -= peer.Receive(buffer);
        }

        WaitUntil(poller, () => told == 1);
        Assert.True(Fill(watch) > 0);
    }

    [Theory]
    [MemberData(nameof(Pollers))]
    public void The_end_is_told_also_to_who_asks_after_it_came(string name)
    {
        var poller = Open(name);
        var (watch, peer) = Connect(poller);
        var told = 0;
        watch.Readable = () => told++;
        peer.Send(new byte[FewBytes]);
        peer.Shutdown(SocketShutdown.Send);
        Assert.True(watch.Socket.Poll(Patience, SelectMode.SelectRead));
        Look(poller);

        Span<byte> buffer = stackalloc byte[2 * FewBytes];
        Assert.Equal(FewBytes, watch.Receive(buffer, out _));
        if (watch.TryArmToRead())
        {
            WaitUntil(poller, () => told == 1);
        }

        Assert.Equal(0, watch.Receive(buffer, out var error));
        Assert.Equal(SocketError.Success, error);
    }

    [Theory]
    [MemberData(nameof(Pollers))]
    public void Closing_tells_who_waits_and_ends_what_is_tried_after(string name)
    {
        var poller = Open(name);
        var (watch, _) = Connect(poller);
        var told = 0;
        watch.Readable = () => told++;
        Assert.Equal(0, ReceiveAll(watch));
        Assert.True(watch.TryArmToRead());

        watch.Dispose();
        Assert.Equal(1, told);
        Assert.False(watch.TryArmToRead() && watch.TryArmToRead());
        watch.Receive(new byte[1], out var error);
        Assert.Equal(SocketError.OperationAborted, error);
        Look(poller);
        Assert.Equal(1, told);
    }

    [Theory]
    [MemberData(nameof(Pollers))]
    public void A_wait_is_ended_by_whoever_wakes_it_also_before_it_began(string name)
    {
        var poller = Open(name);
        Connect(poller);
        poller.Wake();
        Wait(poller);

        var (waits, ended) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        var waiter = new Thread(() =>
        {
            waits.Set();
            Wait(poller);
            ended.Set();
        });
        waiter.Start();
        Assert.True(waits.Wait(Patience));
        poller.Wake();
        Assert.True(ended.Wait(Patience));
        waiter.Join();
    }

    [Theory]
    [MemberData(nameof(Pollers))]
    public void A_wait_ends_at_the_time_that_was_said_with_sockets_and_without(string name)
    {
        var poller = Open(name);
        foreach (var hasSockets in new[] { false, true })
        {
            if (hasSockets)
            {
                Connect(poller);
                Look(poller);
            }

            var due = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 100);
            poller.WakeAt(due);
            while (Stopwatch.GetTimestamp() < due)
            {
                Wait(poller);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pollers))]
    public void While_one_thread_handles_what_came_another_hears_of_the_rest(string name)
    {
        var poller = Open(name);
        var (first, firstPeer) = Connect(poller);
        var (second, secondPeer) = Connect(poller);
        using var isHandling = new ManualResetEventSlim();
        using var isTold = new ManualResetEventSlim();
        first.Readable = () =>
        {
            isHandling.Set();
            Assert.True(isTold.Wait(Patience));
        };
        second.Readable = isTold.Set;
        Assert.True(ReceiveAll(first) == 0 && first.TryArmToRead());
        Assert.True(ReceiveAll(second) == 0 && second.TryArmToRead());
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            while (!isTold.IsSet)
            {
                Wait(poller);
            }

            poller.Wake();
        })).ToList();
        threads.ForEach(thread => thread.Start());

        firstPeer.Send(new byte[FewBytes]);
        Assert.True(isHandling.Wait(Patience));
        secondPeer.Send(new byte[FewBytes]);
        Assert.True(isTold.Wait(Patience));
        poller.Wake();
        threads.ForEach(thread => thread.Join());
    }

    [Theory]
    [MemberData(nameof(Pollers))]
    public void Nothing_happens_to_who_uses_it_after_its_end(string name)
    {
        var poller = Open(name);
        var (watch, _) = Connect(poller);
        poller.Dispose();
        poller.Wake();
        poller.WakeAt(1);
        Connect(poller);
        watch.Dispose();
    }

    private static void Wait(IPoller poller) => Tell(poller, looksOnly: false);

    private static void Look(IPoller poller) => Tell(poller, looksOnly: true);

    private static void Tell(IPoller poller, bool looksOnly)
    {
        var news = new SocketNews[4];
        for (var count = poller.Wait(news, looksOnly); count > 0; count--)
        {
            news[count - 1].Watch.Tell(news[count - 1]);
        }
    }

    private static void WaitUntil(IPoller poller, Func<bool> isSo)
    {
        while (!isSo())
        {
            Wait(poller);
        }
    }

    private static int ReceiveAll(SocketWatch watch)
    {
        Span<byte> buffer = stackalloc byte[64];
        var sum = 0;
        for (int bytes; (bytes = watch.Receive(buffer, out _)) > 0; sum += bytes)
        {
            // There may be more.
        }

        return sum;
    }

    private static int Fill(SocketWatch watch)
    {
        var buffer = new byte[64 * 1024];
        var sum = 0;
        for (int bytes; (bytes = watch.Send(buffer, out _)) > 0; sum += bytes)
        {
            // There may be more room.
        }

        return sum;
    }

    private IPoller Open(string name)
    {
        IPoller poller = name == "epoll" && OperatingSystem.IsLinux() ? new EpollPoller() : new SelectPoller();
        _opened.Add(poller);
        return poller;
    }

    private (SocketWatch Watch, Socket Peer) Connect(IPoller poller)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        peer.Connect(listener.LocalEndPoint!);
        var watch = new SocketWatch(poller, listener.Accept()) { Readable = () => { }, Writable = () => { } };
        watch.Socket.Blocking = false;
        _opened.AddRange([peer, watch]);
        return (watch, peer);
    }
}
