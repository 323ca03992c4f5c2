using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata.Images;

namespace MiniKafka.Metadata.Control;

/// <summary>Steps to change what one resource has of its own.</summary>
internal sealed record ConfigAlteration(ConfigResource Resource, IReadOnlyList<ConfigChange> Changes);

/// <summary>All values one resource shall have of its own, in place of those it has.</summary>
internal sealed record ConfigReplacement(ConfigResource Resource, IReadOnlyList<KeyValuePair<string, string?>> Configs);

/// <summary>What became of one resource's change.</summary>
internal sealed record AlteredConfigs(ConfigResource Resource, Outcome Outcome);
