using MiniKafka.Broker.Nodes;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Quorum;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Controllers;

/// <summary>
/// Asks whoever decides for the cluster: this node itself, without a detour, or the leader of the metadata log over a
/// connection. While there is none, or it changes, it tries again until the time is up: at once when another one leads, else
/// after a while, which grows while nobody listens there. Owned by the node's loop.
/// </summary>
/// <param name="nodeId">This node.</param>
/// <param name="leaderId">Who leads the metadata log, as far as this node knows.</param>
/// <param name="activeAsync">Completes when this node, which leads, decides for the cluster; fails with NOT_CONTROLLER when it stops leading before.</param>
/// <param name="network">The way to the others.</param>
/// <param name="loop">The node's.</param>
internal sealed class ControllerClient(int nodeId, Func<int?> leaderId, Func<ValueTask> activeAsync, NodeClient network, EventLoop loop) : IMetadataFollower
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RetryBackoff _backoff = new(
        TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(640), loop.Host.CreateRandom($"{loop.Name} asks the controller again"));

    private TaskCompletionSource _leaderChanged = new();
    private bool _isOver;

    /// <summary>Somebody else decides for the cluster: who waits may ask again.</summary>
    public void OnLeaderChanged(LeaderAndEpoch leader) => LetAskAgain();

    /// <summary>The node stops: whoever waits for an answer is told that nobody decided, and so is whoever asks from now on. What the quorum has to say still goes out.</summary>
    public ValueTask AbandonAsync()
    {
        _isOver = true;
        LetAskAgain();
        return network.CloseAsync(static (_, lane) => lane is NodeLane.Brokers or NodeLane.Forwarding);
    }

    /// <summary>Asks until there is an answer of an active controller.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="local">The same, done by this node.</param>
    /// <param name="lane">Which requests it may wait behind.</param>
    /// <param name="newestVersion">A version not to go beyond.</param>
    /// <param name="askerGone">Cancelled when nobody waits for the answer any more.</param>
    /// <exception cref="KafkaException">REQUEST_TIMED_OUT: nobody decided for the cluster in time, or could write down what it decided.</exception>
    public async Task<TResponse> CallAsync<TResponse>(
        IRequest<TResponse> request, Func<Task<TResponse>> local, NodeLane lane, short newestVersion = short.MaxValue, CancellationToken askerGone = default)
        where TResponse : class, IResponse
    {
        var unreachable = 0;
        for (var started = loop.Clock.GetTimestamp(); !_isOver && !askerGone.IsCancellationRequested && loop.Clock.GetElapsedTime(started) < Patience;)
        {
            var leaderChanged = _leaderChanged.Task;
            var (response, isReachable) = await TryOnceAsync(request, local, lane, newestVersion);
            if (response is not null)
            {
                return response;
            }

            await RestAsync(leaderChanged, _backoff.After(isReachable ? 1 : ++unreachable), askerGone);
        }

        throw new KafkaException(ErrorCode.RequestTimedOut, _isOver ? $"Broker {nodeId} stops." : "The cluster has no active controller.");
    }

    private void LetAskAgain()
    {
        var waiting = _leaderChanged;
        _leaderChanged = new TaskCompletionSource();
        waiting.TrySetResult();
    }

    /// <summary>
    /// Ends with whatever comes first: another leader, the time, or whoever asked. A delay that is cancelled would continue on a thread of the pool,
    /// and so would a task source among several that continues asynchronously.
    /// </summary>
    private async Task RestAsync(Task leaderChanged, TimeSpan time, CancellationToken askerGone)
    {
        var gone = new TaskCompletionSource();
        await using var registration = askerGone.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), gone);
        await Task.WhenAny(leaderChanged, gone.Task, Task.Delay(time, loop.Clock, CancellationToken.None));
    }

    /// <summary>The answer of an active controller, or null; and whether whoever is said to be it could be reached.</summary>
    private async Task<(TResponse? Response, bool IsReachable)> TryOnceAsync<TResponse>(
        IRequest<TResponse> request, Func<Task<TResponse>> local, NodeLane lane, short newestVersion)
        where TResponse : class, IResponse
    {
        try
        {
            if (leaderId() is not { } leader)
            {
                return (null, true);
            }

            if (leader == nodeId)
            {
                await activeAsync();
                return (await local(), true);
            }

            var connecting = network.ConnectAsync(leader, lane);
            if (NodeClient.RefusalOf(connecting) is not null)
            {
                return (null, false);
            }

            var client = await connecting;
            return (await client.CallAsync(request, newestVersion), true);
        }
        catch (Exception exception) when (exception is ConnectionClosedException or TimeoutException or OperationCanceledException)
        {
            return (null, false);
        }
        catch (KafkaException exception) when (exception.Code is ErrorCode.NotController or ErrorCode.KafkaStorageError)
        {
            return (null, true);
        }
    }
}
