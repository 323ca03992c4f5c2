using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Records.Compression;

namespace MiniKafka.Coordination;

/// <summary>What every shard of a coordinator shares.</summary>
/// <param name="Clock">The clock of the loop the coordinator runs on.</param>
/// <param name="CommitTimeout">How long a write may wait for the other replicas.</param>
/// <param name="Codecs">For logs that somebody compressed.</param>
internal sealed record CoordinatorSettings(TimeProvider Clock, TimeSpan CommitTimeout, CompressionCodecs Codecs)
{
    /// <summary>Where to tell what happens to those who are coordinated.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
