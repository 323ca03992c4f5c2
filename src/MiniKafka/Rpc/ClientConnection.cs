using System.Net;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Rpc;

/// <summary>What a server knows about one of its connections beyond single requests. Owned by the server's loop.</summary>
internal sealed class ClientConnection(long id, string listenerName, EndPoint remote, CancellationToken closed)
{
    /// <summary>Unique within the server.</summary>
    public long Id { get; } = id;

    public string ListenerName { get; } = listenerName;

    public EndPoint Remote { get; } = remote;

    /// <summary>Cancelled when the connection is over: what waits on its behalf may stop.</summary>
    public CancellationToken Closed { get; } = closed;

    /// <summary>The client library's name, once ApiVersions told it.</summary>
    public string? SoftwareName { get; set; }

    public string? SoftwareVersion { get; set; }

    /// <summary>Who is at the other end, in Kafka's form <c>User:name</c>.</summary>
    public string Principal { get; set; } = "User:ANONYMOUS";

    /// <summary>Whether it is known who that is: so from the start where nobody has to say it.</summary>
    public bool IsAuthenticated { get; set; } = true;

    /// <summary>Until when nothing more of what it sends is handled, as a timestamp of the server's clock; 0 when nothing keeps it.</summary>
    public long MutedUntil { get; private set; }

    /// <summary>The address as groups and logs show it: a slash and the host.</summary>
    public string ClientHost => Remote switch
    {
        IPEndPoint ip => $"/{ip.Address}",
        Network.NodeEndPoint node => $"/{node.Host}",
        _ => $"/{Remote}",
    };

    /// <summary>Keeps what it sends from being handled for a while. The longest of several counts.</summary>
    public void Mute(TimeSpan time, TimeProvider clock) =>
        MutedUntil = Math.Max(MutedUntil, clock.TimestampAfter(time));

    /// <summary>Waits until nothing keeps it any more; false when it is gone.</summary>
    public async ValueTask<bool> UnmutedAsync(EventLoop loop)
    {
        // A delay that is cancelled would continue on a thread of the pool, and so would a task source among several that continues asynchronously.
        var gone = new TaskCompletionSource();
        await using var registration = Closed.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), gone);
        while (MutedUntil > loop.Clock.GetTimestamp() && !Closed.IsCancellationRequested)
        {
            await Task.WhenAny(gone.Task, Task.Delay(loop.Clock.TimeUntil(MutedUntil), loop.Clock, CancellationToken.None));
        }

        MutedUntil = 0;
        return !Closed.IsCancellationRequested;
    }
}
