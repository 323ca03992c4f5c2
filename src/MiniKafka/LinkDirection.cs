namespace MiniKafka;

/// <summary>One direction of a link of the network: see <see cref="Links"/>.</summary>
/// <param name="From">Who sends.</param>
/// <param name="To">Who receives.</param>
public sealed record LinkDirection(LinkEnd From, LinkEnd To);
