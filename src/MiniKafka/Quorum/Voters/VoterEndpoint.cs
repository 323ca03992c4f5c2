namespace MiniKafka.Quorum.Voters;

/// <summary>Where a controller listens: listener name, host and port.</summary>
internal sealed record VoterEndpoint(string Name, string Host, ushort Port);
