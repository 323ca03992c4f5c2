using MiniKafka.Model;

namespace MiniKafka.Configuration.Changes;

/// <summary>Why a change of configuration is refused: the protocol's code and a message that names key, value and what is allowed.</summary>
internal sealed record ConfigError(ErrorCode Code, string Message);
