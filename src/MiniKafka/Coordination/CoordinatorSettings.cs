using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime;

namespace MiniKafka.Coordination;

/// <summary>What every shard of a coordinator shares.</summary>
/// <param name="Loop">The loop the coordinator runs on.</param>
/// <param name="CommitTimeout">How long a write may wait for the other replicas.</param>
/// <param name="Codecs">For logs that somebody compressed.</param>
internal sealed record CoordinatorSettings(EventLoop Loop, TimeSpan CommitTimeout, CompressionCodecs Codecs)
{
    public TimeProvider Clock => Loop.Clock;

    /// <summary>Where to tell what happens to those who are coordinated.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
