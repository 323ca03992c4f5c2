using MiniKafka.Broker.Controllers;
using MiniKafka.Broker.Metrics;
using MiniKafka.Broker.Progress;
using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Quorum.Voters;
using MiniKafka.Replication;
using MiniKafka.Runtime;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;

namespace MiniKafka.Broker.Composition;

/// <summary>
/// One node of the cluster, broker and controller in one, as those see it who start, pause and end it: its ground first, then a membership that
/// stands on it. Everything it owns lives on its loop.
/// </summary>
internal sealed partial class BrokerNode : IAsyncDisposable
{
    private readonly NodeGround _ground;
    private readonly EventLoop _loop;
    private volatile NodeKnowledge _knowledge = NodeKnowledge.Nothing;

    private INodePart _part;

    public BrokerNode(BrokerOptions options)
    {
        _ground = new NodeGround(options);
        _part = _ground;
        _loop = _ground.Loop;
        _ground.Logs.DirectoryFailed += (directory, error) => _loop.Start(() => OnDirectoryFailedAsync(directory, error));
    }

    /// <summary>
    /// Completes with what made the broker stop by itself, such as a failed disk under its metadata; stays open when it is stopped or
    /// killed. What it held is let go by <see cref="KillAsync"/>.
    /// </summary>
    public Task<Exception> Failed => _loop.Failed;

    public int NodeId => _ground.Options.NodeId;

    /// <summary>Everything of this node runs here; a loop that is stopped is a node that crashed.</summary>
    public EventLoop Loop => _loop;

    public ClusterView View => _ground.View;

    public ReplicaManager Replicas => _ground.Replicas;

    /// <summary>Its controller; null while it is no member of its cluster.</summary>
    public NodeController? Controller => (_part as ClusterMember)?.Controller;

    /// <summary>What is measured of it, for somebody who looks from outside its loop; null while it is no member of its cluster, and when it is over.</summary>
    /// <param name="eye">Who looks; each sees a reading once.</param>
    public NodeReading? ReadFor(object eye) => (_part as ClusterMember)?.ReadFor(eye);

    /// <summary>What it knows of the cluster, for anybody to read.</summary>
    public NodeKnowledge Knowledge => _knowledge;

    /// <summary>Told on the loop when it knows something new; must only look.</summary>
    public Action? Learned { get; init; }

    /// <summary>Where it listens, once open.</summary>
    public IEnumerable<BoundListener> Listeners => _ground.Listeners.All;

    /// <summary>
    /// Opens the log directories and listens: whoever comes waits at the door until <see cref="StartAsync"/>, so that who of a new cluster
    /// starts first finds the others there.
    /// </summary>
    public Task<OpenedNode> OpenAsync() => _loop.InvokeAsync(_ground.OpenAsync);

    /// <summary>Takes part in the cluster; completes when the broker is registered, unfenced and serves.</summary>
    /// <param name="voters">The controllers of a new cluster; one that is there already knows its own.</param>
    public Task StartAsync(VoterSet voters) => _loop.InvokeAsync(async () =>
    {
        // Somebody else may hold the metadata log for a while.
        var member = await Patience.RunAsync(_loop.Clock, () => Task.FromResult(new ClusterMember(_ground, voters, Learn)));
        _part = member;
        await member.StartAsync();
    });

    /// <summary>Makes those of the topics that the cluster does not have.</summary>
    /// <returns>The names of those that were made.</returns>
    /// <exception cref="KafkaException">A topic cannot be made.</exception>
    public Task<IReadOnlyList<string>> CreateTopicsAsync(IEnumerable<NewTopic> topics) => _loop.InvokeAsync<IReadOnlyList<string>>(async () =>
    {
        if (_part is not ClusterMember member)
        {
            throw new InvalidOperationException($"Broker {NodeId} is no member of its cluster.");
        }

        var created = await member.Creation.CreateAllAsync(topics.Where(topic => !View.Image.Topics.ContainsKey(topic.Name)).ToList());
        return created.FirstOrDefault(topic => topic.Code is not (ErrorCode.None or ErrorCode.TopicAlreadyExists)) is { Name: not null } failed
            ? throw new KafkaException(failed.Code, $"The topic '{failed.Name}' cannot be made: {failed.Message}")
            : [.. created.Where(topic => topic.Code == ErrorCode.None).Select(topic => topic.Name)];
    });

    /// <summary>Reports, on the loop, how far a topic and a group have come here, until the watch is disposed of.</summary>
    public ProgressWatch Follow(ProgressSubject subject, Action<ProgressReport> report)
    {
        var watch = new ProgressWatch(subject, _ground.Progress, _loop, report);
        watch.Begin();
        return watch;
    }

    /// <summary>Completes when all that its logs hold now is durable.</summary>
    /// <exception cref="IOException">A log directory failed, or the broker ended before.</exception>
    public async Task FlushAsync()
    {
        try
        {
            if (!await _loop.InvokeAsync(_ground.Logs.FlushAllAsync))
            {
                throw new IOException($"A log directory of broker {NodeId} failed: not everything in it is durable.");
            }
        }
        catch (LoopStoppedException ended)
        {
            throw new IOException($"Broker {NodeId} ended before everything in its log directories was durable.", ended);
        }
    }

    private void Learn(NodeKnowledge knowledge)
    {
        _knowledge = knowledge;
        Learned?.Invoke();
    }

    /// <summary>A directory takes its replicas with it; the metadata's takes the broker, and so does the last one.</summary>
    private Task OnDirectoryFailedAsync(LogDirectory directory, IOException error)
    {
        if (_ground.Logs.Directories.Count > 0)
        {
            _part.OnDirectoryFailed(directory, error);
        }

        return Task.CompletedTask;
    }
}
