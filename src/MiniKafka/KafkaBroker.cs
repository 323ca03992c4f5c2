using MiniKafka.Broker;
using MiniKafka.Broker.Composition;
using MiniKafka.Quorum.Voters;
using MiniKafka.Runtime;

namespace MiniKafka;

/// <summary>
/// One broker of a <see cref="KafkaCluster"/>, to be stopped, killed, paused and started again while the cluster runs. The
/// others notice only what comes over the wire. What is asked of one broker happens in the order it was asked.
/// </summary>
public sealed partial class KafkaBroker
{
    /// <summary>A broker that stops while others go on may take its time to hand over what it leads.</summary>
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(10);

    /// <summary>When all stop there is little to gain: each replica finds the others as it left them.</summary>
    private static readonly TimeSpan LeavePatienceAtTheEnd = TimeSpan.FromMilliseconds(500);

    private readonly EventLoop _loop;
    private readonly Action _changed;
    private Task _last = Task.CompletedTask;
    private BrokerOptions _options;
    private VoterSet _voters = VoterSet.Empty;
    private volatile BrokerNode? _node;
    private BrokerNode? _starting;
    private int _killsInTurn;
    private volatile bool _isOver;

    /// <param name="options">How its nodes are made.</param>
    /// <param name="loop">The cluster's: what is asked of a broker is done here.</param>
    /// <param name="changed">Told, on any thread, when something about it may have changed.</param>
    internal KafkaBroker(BrokerOptions options, EventLoop loop, Action changed)
    {
        _options = options;
        _loop = loop;
        _changed = changed;
        _failed = loop.CreateCompletion<Exception>();
    }

    /// <summary>The broker's id, which clients see too.</summary>
    public int Id => _options.NodeId;

    /// <summary>True between a start and the next stop or kill; a paused broker runs.</summary>
    public bool IsRunning => _node is not null;

    /// <summary>True between a pause and the next resume or kill.</summary>
    public bool IsPaused => _node is { IsPaused: true };

    internal BrokerNode? Node => _node;

    /// <summary>Where it listens, or last listened.</summary>
    internal IReadOnlyList<BoundListener> Listeners { get; private set; } = [];

    /// <summary>
    /// Starts it again under the addresses it had. Completes when it is registered and serves. Does nothing while it runs.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait, not what has begun.</param>
    /// <exception cref="InvalidOperationException">It is paused: then <see cref="Resume"/> lets it go on.</exception>
    /// <exception cref="OperationCanceledException">It was killed before it served.</exception>
    /// <exception cref="ObjectDisposedException">The cluster was disposed of.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        ThrowIfPaused("resume it instead");
        if (_node is null)
        {
            await OpenAsync();
            await StartAsync(_voters);
        }
    }, cancellationToken);

    /// <summary>
    /// Stops it as an operator would: it hands over what it leads, closes its logs, and needs no recovery at the next start.
    /// Does nothing when it does not run.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait, not what has begun.</param>
    /// <exception cref="InvalidOperationException">It is paused, so that it cannot hand over anything: resume or kill it.</exception>
    public Task StopAsync(CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        ThrowIfPaused("resume it before it can stop in good order, or kill it");
        if (_node is { } node)
        {
            await BecomeAsync(KafkaBrokerState.Stopping);
            await node.LeaveAsync(LeavePatience);
            await EndAsync(node);
        }
    }, cancellationToken);

    /// <summary>
    /// Ends it as a crash would, paused or not: connections break, nothing is handed over, what was only in its memory is lost
    /// and files stay as the last write left them. A start that is not done yet, for want of a controller perhaps, ends with it.
    /// Does nothing when it does not run.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait, not what has begun.</param>
    public Task KillAsync(CancellationToken cancellationToken = default) => OnLoopAsync(async () =>
    {
        _killsInTurn++;
        var killed = InTurnAsync(async () =>
        {
            _killsInTurn--;
            if (_node is { } node)
            {
                _node = null;
                await node.KillAsync(isWanted: true);
                await BecomeAsync(KafkaBrokerState.Stopped);
            }
        });
        await CrashWhatStartsAsync();
        await killed;
    }, cancellationToken);

    /// <summary>
    /// Makes it fall silent, as SIGSTOP does to a process: it neither answers nor sends, nor does anything else, while its
    /// connections stay open and new ones are taken without an answer. What it had handed to the network before still arrives.
    /// The cluster notices by missing heartbeats alone, after <c>broker.session.timeout.ms</c>. Does nothing while it is paused.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait, not what has begun.</param>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public Task PauseAsync(CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        ThrowIfOver();
        if (_node is not { } node)
        {
            throw new InvalidOperationException($"Broker {Id} does not run, so it cannot be paused.");
        }

        if (!node.IsPaused)
        {
            await node.PauseAsync();
            await BecomeAsync(KafkaBrokerState.Paused);
        }
    }, cancellationToken);

    /// <summary>
    /// Lets a paused broker go on: it works off what has reached it meanwhile, learns what it missed, and takes its place among
    /// the in-sync replicas again. Does nothing when it is not paused.
    /// </summary>
    public void Resume() => _ = InTurnAsync(ResumeIfPausedAsync);

    /// <summary>Starts it as one more broker of a running cluster.</summary>
    internal Task JoinAsync(VoterSet voters) => InTurnAsync(async () =>
    {
        await OpenAsync();
        await StartAsync(voters);
    });

    /// <summary>The first half of a start with its cluster: opens its log directories and listens.</summary>
    internal async Task<OpenedNode> OpenWithClusterAsync()
    {
        OpenedNode? opened = null;
        await InTurnAsync(async () => opened = await OpenAsync());
        return opened!;
    }

    /// <summary>The other half: takes part in the cluster.</summary>
    internal Task StartWithClusterAsync(VoterSet voters) => InTurnAsync(() => StartAsync(voters));

    private async Task<OpenedNode> OpenAsync()
    {
        ThrowIfOver();
        var node = new BrokerNode(_options) { Learned = _changed };
        _node = node;
        _ = WatchAsync(node, _failed = _loop.CreateCompletion<Exception>());
        await BecomeAsync(KafkaBrokerState.Starting);
        return await UnlessItFailsAsync(node, node.OpenAsync);
    }

    private async Task StartAsync(VoterSet voters)
    {
        _voters = voters;

        // One that failed between the halves of its start is gone.
        var node = _node ?? throw new InvalidOperationException($"Broker {Id} ended while it was being started.");
        await UnlessItFailsAsync(node, () => UnlessItIsKilledAsync(node, () => node.StartAsync(voters)));
        Listeners = [.. node.Listeners];
        _options = _options with { Listeners = [.. Listeners.Select(bound => bound.Again)] };
        await BecomeAsync(KafkaBrokerState.Running);
    }

    /// <summary>
    /// Its cluster ends: no start begins or goes on waiting any more. Completes when all that was asked of it before is done; what is
    /// asked later finds a broker that is over.
    /// </summary>
    internal async Task EndAsync()
    {
        _isOver = true;
        await CrashWhatStartsAsync();
        await InTurnAsync(ResumeIfPausedAsync);
    }

    /// <summary>Takes its leave while its cluster ends: somebody may still be there to take over.</summary>
    internal Task LeaveAsync() => InTurnAsync(() => _node?.LeaveAsync(LeavePatienceAtTheEnd) ?? Task.CompletedTask);

    /// <summary>Ends it with its cluster, without handing anything over. It does not start again.</summary>
    internal Task DisposeAsync() => InTurnAsync(async () =>
    {
        if (_node is { } node)
        {
            await BecomeAsync(KafkaBrokerState.Stopping);
            await EndAsync(node);
        }
    });

    private async Task EndAsync(BrokerNode node)
    {
        _node = null;
        await node.DisposeAsync();
        await BecomeAsync(KafkaBrokerState.Stopped);
    }

    private async Task ResumeIfPausedAsync()
    {
        if (_node is { IsPaused: true } node)
        {
            node.Resume();
            await BecomeAsync(KafkaBrokerState.Running);
        }
    }

    /// <summary>A start that waits for others does so no longer.</summary>
    private async Task CrashWhatStartsAsync()
    {
        if (_starting is { } starting)
        {
            _starting = null;
            await starting.CrashAsync();
        }
    }

    /// <summary>A start that may wait for others for ever: a kill whose turn comes after it does not wait for it.</summary>
    private async Task<bool> UnlessItIsKilledAsync(BrokerNode node, Func<Task> start)
    {
        var isWanted = _killsInTurn == 0 && !_isOver;
        _starting = isWanted ? node : null;
        try
        {
            if (!isWanted)
            {
                await node.CrashAsync();
            }

            await start();
            return true;
        }
        catch (LoopStoppedException stopped) when (stopped.InnerException is null)
        {
            ThrowIfOver();
            throw new OperationCanceledException($"Broker {Id} was killed before it served.", stopped);
        }
        finally
        {
            _starting = null;
        }
    }

    private void ThrowIfOver()
    {
        if (_isOver)
        {
            throw new ObjectDisposedException(nameof(KafkaCluster), $"The cluster of broker {Id} was disposed of.");
        }
    }

    private void ThrowIfPaused(string whatToDo)
    {
        if (IsPaused)
        {
            throw new InvalidOperationException($"Broker {Id} is paused: {whatToDo}.");
        }
    }

    /// <summary>Starts, stops and kills follow each other, however they are called.</summary>
    private Task InTurnAsync(Func<Task> work, CancellationToken cancellationToken = default) => OnLoopAsync(() => _last = AfterAsync(_last, work), cancellationToken);

    /// <summary>When the cluster has ended nothing is left to be done, but a start has to be refused.</summary>
    private Task OnLoopAsync(Func<Task> work, CancellationToken cancellationToken) => _loop.IsStopped ? work() : _loop.InvokeAsync(work, cancellationToken);

    private async Task AfterAsync(Task previous, Func<Task> work)
    {
        // Whether the one before failed is its caller's concern.
        await Task.WhenAny(previous);
        try
        {
            await work();
        }
        finally
        {
            _changed();
        }
    }
}
