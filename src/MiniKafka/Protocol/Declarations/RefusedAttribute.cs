namespace MiniKafka.Protocol.Declarations;

/// <summary>
/// What stands in a field of the response when its request is refused, where that is not the field's default; beside an
/// <see cref="EchoAttribute"/>, when what is said again is null.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RefusedAttribute(object? value) : Attribute
{
    public object? Value { get; } = value;
}
