namespace MiniKafka.ArchitectureTests.Layering;

/// <summary>One outermost type names another one, in a signature, an attribute or a method body.</summary>
internal readonly record struct TypeUse(string UserNamespace, string User, string UsedNamespace, string Used);
