namespace MiniKafka.Configuration.Changes;

/// <summary>One step of IncrementalAlterConfigs.</summary>
internal sealed record ConfigChange(string Name, ConfigOperation Operation, string? Value);
